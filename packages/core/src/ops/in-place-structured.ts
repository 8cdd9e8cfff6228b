import { inPlaceOf } from '../op/in-place.ts';
import { addbmm, addmm, addmv, addr, baddbmm } from './added-products.ts';
import { indexPut } from './at.ts';
import { cumprod, cumsum } from './cumulative.ts';
import { put } from './flat-indexing.ts';
import type { InPlace } from './in-place.ts';
import { maskedScatter } from './masked-indexing.ts';
import { renorm } from './norm.ts';
import { indexCopy, indexFill } from './row-writing.ts';
import { scatterReduce } from './scatter.ts';
import { tril, triu } from './triangles.ts';

/** {@link indexPut} in place. */
export const indexPut_: InPlace<typeof indexPut> = /* @__PURE__ */ inPlaceOf('indexPut_', indexPut);
/** {@link cumprod} in place. */
export const cumprod_: InPlace<typeof cumprod> = /* @__PURE__ */ inPlaceOf('cumprod_', cumprod);
/** {@link cumsum} in place. */
export const cumsum_: InPlace<typeof cumsum> = /* @__PURE__ */ inPlaceOf('cumsum_', cumsum);
/** {@link put} in place. */
export const put_: InPlace<typeof put> = /* @__PURE__ */ inPlaceOf('put_', put);
/** {@link maskedScatter} in place. */
export const maskedScatter_: InPlace<typeof maskedScatter> = /* @__PURE__ */ inPlaceOf('maskedScatter_', maskedScatter);
/** {@link renorm} in place. */
export const renorm_: InPlace<typeof renorm> = /* @__PURE__ */ inPlaceOf('renorm_', renorm);
/** {@link indexCopy} in place. */
export const indexCopy_: InPlace<typeof indexCopy> = /* @__PURE__ */ inPlaceOf('indexCopy_', indexCopy);
/** {@link indexFill} in place. */
export const indexFill_: InPlace<typeof indexFill> = /* @__PURE__ */ inPlaceOf('indexFill_', indexFill);
/** {@link scatterReduce} in place. */
export const scatterReduce_: InPlace<typeof scatterReduce> = /* @__PURE__ */ inPlaceOf('scatterReduce_', scatterReduce);
/** {@link tril} in place. */
export const tril_: InPlace<typeof tril> = /* @__PURE__ */ inPlaceOf('tril_', tril);
/** {@link triu} in place. */
export const triu_: InPlace<typeof triu> = /* @__PURE__ */ inPlaceOf('triu_', triu);
/** {@link addbmm} in place. */
export const addbmm_: InPlace<typeof addbmm> = /* @__PURE__ */ inPlaceOf('addbmm_', addbmm);
/** {@link addmm} in place. */
export const addmm_: InPlace<typeof addmm> = /* @__PURE__ */ inPlaceOf('addmm_', addmm);
/** {@link addmv} in place. */
export const addmv_: InPlace<typeof addmv> = /* @__PURE__ */ inPlaceOf('addmv_', addmv);
/** {@link addr} in place. */
export const addr_: InPlace<typeof addr> = /* @__PURE__ */ inPlaceOf('addr_', addr);
/** {@link baddbmm} in place. */
export const baddbmm_: InPlace<typeof baddbmm> = /* @__PURE__ */ inPlaceOf('baddbmm_', baddbmm);
