import { inPlaceOf, inPlaceOfFormula } from '../op/in-place.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { celu, elu, leakyRelu, mish, relu, selu, sigmoid, silu } from './activation.ts';
import {
  abs,
  add,
  div,
  floatPower,
  floorDivide,
  fmod,
  mul,
  neg,
  pow,
  reciprocal,
  remainder,
  sgn,
  sign,
  square,
  sub,
} from './arithmetic.ts';
import { eq, ge, gt, le, lt, ne } from './comparison.ts';
import { clamp, clampMax, clampMin, maskedFill, nanToNum } from './conditional.ts';
import { exp, exp2, expm1, log, log1p, log2, log10, logit, rsqrt, sqrt, xlogy } from './exponential.ts';
import { copysign, heaviside, hypot } from './extremes.ts';
import { addcdiv, addcmul, lerp } from './interpolation.ts';
import { logicalAnd, logicalNot, logicalOr, logicalXor } from './logic.ts';
import { hardsigmoid, hardswish, hardtanh, relu6, threshold } from './piecewise.ts';
import { ceil, floor, frac, round, trunc } from './rounding.ts';
import { indexAdd } from './row-indexing.ts';
import { scatter, scatterAdd } from './scatter.ts';
import { digamma, erf, erfc, erfinv, lgamma } from './special.ts';
import {
  acos,
  acosh,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  cos,
  cosh,
  deg2rad,
  rad2deg,
  sin,
  sinc,
  sinh,
  tan,
  tanh,
} from './trigonometric.ts';

/**
 * The form of an operation that writes into its first operand and returns it. Shape and dtype stay: what does not fit
 * is refused, as is a write that gradients could not follow; see {@link inPlaceOf}.
 *
 * @typeParam Op - The operation.
 */
export type InPlace<Op extends (x: Tensor, ...rest: never) => Tensor> = Op extends (
  x: Tensor,
  ...rest: infer Rest
) => Tensor
  ? (x: Tensor, ...rest: Rest) => Tensor
  : never;

/** {@link sigmoid} in place. */
export const sigmoid_: InPlace<typeof sigmoid> = /* @__PURE__ */ inPlaceOfFormula('sigmoid_', sigmoid);
/** {@link relu} in place. */
export const relu_: InPlace<typeof relu> = /* @__PURE__ */ inPlaceOfFormula('relu_', relu);
/** {@link leakyRelu} in place. */
export const leakyRelu_: InPlace<typeof leakyRelu> = /* @__PURE__ */ inPlaceOfFormula('leakyRelu_', leakyRelu);
/** {@link elu} in place. */
export const elu_: InPlace<typeof elu> = /* @__PURE__ */ inPlaceOfFormula('elu_', elu);
/** {@link selu} in place. */
export const selu_: InPlace<typeof selu> = /* @__PURE__ */ inPlaceOfFormula('selu_', selu);
/** {@link celu} in place. */
export const celu_: InPlace<typeof celu> = /* @__PURE__ */ inPlaceOfFormula('celu_', celu);
/** {@link silu} in place. */
export const silu_: InPlace<typeof silu> = /* @__PURE__ */ inPlaceOfFormula('silu_', silu);
/** {@link mish} in place. */
export const mish_: InPlace<typeof mish> = /* @__PURE__ */ inPlaceOfFormula('mish_', mish);
/** {@link add} in place. */
export const add_: InPlace<typeof add> = /* @__PURE__ */ inPlaceOfFormula('add_', add);
/** {@link sub} in place. */
export const sub_: InPlace<typeof sub> = /* @__PURE__ */ inPlaceOfFormula('sub_', sub);
/** {@link mul} in place. */
export const mul_: InPlace<typeof mul> = /* @__PURE__ */ inPlaceOfFormula('mul_', mul);
/** {@link div} in place. */
export const div_: InPlace<typeof div> = /* @__PURE__ */ inPlaceOfFormula('div_', div);
/** {@link floorDivide} in place. */
export const floorDivide_: InPlace<typeof floorDivide> = /* @__PURE__ */ inPlaceOfFormula('floorDivide_', floorDivide);
/** {@link remainder} in place. */
export const remainder_: InPlace<typeof remainder> = /* @__PURE__ */ inPlaceOfFormula('remainder_', remainder);
/** {@link fmod} in place. */
export const fmod_: InPlace<typeof fmod> = /* @__PURE__ */ inPlaceOfFormula('fmod_', fmod);
/** {@link pow} in place. */
export const pow_: InPlace<typeof pow> = /* @__PURE__ */ inPlaceOfFormula('pow_', pow);
/** {@link floatPower} in place. */
export const floatPower_: InPlace<typeof floatPower> = /* @__PURE__ */ inPlaceOfFormula('floatPower_', floatPower);
/** {@link neg} in place. */
export const neg_: InPlace<typeof neg> = /* @__PURE__ */ inPlaceOfFormula('neg_', neg);
/** {@link abs} in place. */
export const abs_: InPlace<typeof abs> = /* @__PURE__ */ inPlaceOfFormula('abs_', abs);
/** {@link sign} in place. */
export const sign_: InPlace<typeof sign> = /* @__PURE__ */ inPlaceOfFormula('sign_', sign);
/** {@link sgn} in place. */
export const sgn_: InPlace<typeof sgn> = /* @__PURE__ */ inPlaceOfFormula('sgn_', sgn);
/** {@link square} in place. */
export const square_: InPlace<typeof square> = /* @__PURE__ */ inPlaceOfFormula('square_', square);
/** {@link reciprocal} in place. */
export const reciprocal_: InPlace<typeof reciprocal> = /* @__PURE__ */ inPlaceOfFormula('reciprocal_', reciprocal);
/** {@link eq} in place. */
export const eq_: InPlace<typeof eq> = /* @__PURE__ */ inPlaceOfFormula('eq_', eq);
/** {@link ne} in place. */
export const ne_: InPlace<typeof ne> = /* @__PURE__ */ inPlaceOfFormula('ne_', ne);
/** {@link lt} in place. */
export const lt_: InPlace<typeof lt> = /* @__PURE__ */ inPlaceOfFormula('lt_', lt);
/** {@link le} in place. */
export const le_: InPlace<typeof le> = /* @__PURE__ */ inPlaceOfFormula('le_', le);
/** {@link gt} in place. */
export const gt_: InPlace<typeof gt> = /* @__PURE__ */ inPlaceOfFormula('gt_', gt);
/** {@link ge} in place. */
export const ge_: InPlace<typeof ge> = /* @__PURE__ */ inPlaceOfFormula('ge_', ge);
/** {@link clamp} in place. */
export const clamp_: InPlace<typeof clamp> = /* @__PURE__ */ inPlaceOfFormula('clamp_', clamp);
/** {@link clampMin} in place. */
export const clampMin_: InPlace<typeof clampMin> = /* @__PURE__ */ inPlaceOfFormula('clampMin_', clampMin);
/** {@link clampMax} in place. */
export const clampMax_: InPlace<typeof clampMax> = /* @__PURE__ */ inPlaceOfFormula('clampMax_', clampMax);
/** {@link maskedFill} in place. */
export const maskedFill_: InPlace<typeof maskedFill> = /* @__PURE__ */ inPlaceOfFormula('maskedFill_', maskedFill);
/** {@link nanToNum} in place. */
export const nanToNum_: InPlace<typeof nanToNum> = /* @__PURE__ */ inPlaceOfFormula('nanToNum_', nanToNum);
/** {@link exp} in place. */
export const exp_: InPlace<typeof exp> = /* @__PURE__ */ inPlaceOfFormula('exp_', exp);
/** {@link exp2} in place. */
export const exp2_: InPlace<typeof exp2> = /* @__PURE__ */ inPlaceOfFormula('exp2_', exp2);
/** {@link expm1} in place. */
export const expm1_: InPlace<typeof expm1> = /* @__PURE__ */ inPlaceOfFormula('expm1_', expm1);
/** {@link log} in place. */
export const log_: InPlace<typeof log> = /* @__PURE__ */ inPlaceOfFormula('log_', log);
/** {@link log1p} in place. */
export const log1p_: InPlace<typeof log1p> = /* @__PURE__ */ inPlaceOfFormula('log1p_', log1p);
/** {@link log2} in place. */
export const log2_: InPlace<typeof log2> = /* @__PURE__ */ inPlaceOfFormula('log2_', log2);
/** {@link log10} in place. */
export const log10_: InPlace<typeof log10> = /* @__PURE__ */ inPlaceOfFormula('log10_', log10);
/** {@link sqrt} in place. */
export const sqrt_: InPlace<typeof sqrt> = /* @__PURE__ */ inPlaceOfFormula('sqrt_', sqrt);
/** {@link rsqrt} in place. */
export const rsqrt_: InPlace<typeof rsqrt> = /* @__PURE__ */ inPlaceOfFormula('rsqrt_', rsqrt);
/** {@link xlogy} in place. */
export const xlogy_: InPlace<typeof xlogy> = /* @__PURE__ */ inPlaceOfFormula('xlogy_', xlogy);
/** {@link logit} in place. */
export const logit_: InPlace<typeof logit> = /* @__PURE__ */ inPlaceOfFormula('logit_', logit);
/** {@link hypot} in place. */
export const hypot_: InPlace<typeof hypot> = /* @__PURE__ */ inPlaceOfFormula('hypot_', hypot);
/** {@link copysign} in place. */
export const copysign_: InPlace<typeof copysign> = /* @__PURE__ */ inPlaceOfFormula('copysign_', copysign);
/** {@link heaviside} in place. */
export const heaviside_: InPlace<typeof heaviside> = /* @__PURE__ */ inPlaceOfFormula('heaviside_', heaviside);
/** {@link lerp} in place. */
export const lerp_: InPlace<typeof lerp> = /* @__PURE__ */ inPlaceOfFormula('lerp_', lerp);
/** {@link addcmul} in place. */
export const addcmul_: InPlace<typeof addcmul> = /* @__PURE__ */ inPlaceOfFormula('addcmul_', addcmul);
/** {@link addcdiv} in place. */
export const addcdiv_: InPlace<typeof addcdiv> = /* @__PURE__ */ inPlaceOfFormula('addcdiv_', addcdiv);
/** {@link logicalNot} in place. */
export const logicalNot_: InPlace<typeof logicalNot> = /* @__PURE__ */ inPlaceOfFormula('logicalNot_', logicalNot);
/** {@link logicalAnd} in place. */
export const logicalAnd_: InPlace<typeof logicalAnd> = /* @__PURE__ */ inPlaceOfFormula('logicalAnd_', logicalAnd);
/** {@link logicalOr} in place. */
export const logicalOr_: InPlace<typeof logicalOr> = /* @__PURE__ */ inPlaceOfFormula('logicalOr_', logicalOr);
/** {@link logicalXor} in place. */
export const logicalXor_: InPlace<typeof logicalXor> = /* @__PURE__ */ inPlaceOfFormula('logicalXor_', logicalXor);
/** {@link hardtanh} in place. */
export const hardtanh_: InPlace<typeof hardtanh> = /* @__PURE__ */ inPlaceOfFormula('hardtanh_', hardtanh);
/** {@link relu6} in place. */
export const relu6_: InPlace<typeof relu6> = /* @__PURE__ */ inPlaceOfFormula('relu6_', relu6);
/** {@link hardsigmoid} in place. */
export const hardsigmoid_: InPlace<typeof hardsigmoid> = /* @__PURE__ */ inPlaceOfFormula('hardsigmoid_', hardsigmoid);
/** {@link hardswish} in place. */
export const hardswish_: InPlace<typeof hardswish> = /* @__PURE__ */ inPlaceOfFormula('hardswish_', hardswish);
/** {@link threshold} in place. */
export const threshold_: InPlace<typeof threshold> = /* @__PURE__ */ inPlaceOfFormula('threshold_', threshold);
/** {@link floor} in place. */
export const floor_: InPlace<typeof floor> = /* @__PURE__ */ inPlaceOfFormula('floor_', floor);
/** {@link ceil} in place. */
export const ceil_: InPlace<typeof ceil> = /* @__PURE__ */ inPlaceOfFormula('ceil_', ceil);
/** {@link trunc} in place. */
export const trunc_: InPlace<typeof trunc> = /* @__PURE__ */ inPlaceOfFormula('trunc_', trunc);
/** {@link frac} in place. */
export const frac_: InPlace<typeof frac> = /* @__PURE__ */ inPlaceOfFormula('frac_', frac);
/** {@link round} in place. */
export const round_: InPlace<typeof round> = /* @__PURE__ */ inPlaceOfFormula('round_', round);
/** {@link erf} in place. */
export const erf_: InPlace<typeof erf> = /* @__PURE__ */ inPlaceOfFormula('erf_', erf);
/** {@link erfc} in place. */
export const erfc_: InPlace<typeof erfc> = /* @__PURE__ */ inPlaceOfFormula('erfc_', erfc);
/** {@link erfinv} in place. */
export const erfinv_: InPlace<typeof erfinv> = /* @__PURE__ */ inPlaceOfFormula('erfinv_', erfinv);
/** {@link lgamma} in place. */
export const lgamma_: InPlace<typeof lgamma> = /* @__PURE__ */ inPlaceOfFormula('lgamma_', lgamma);
/** {@link digamma} in place. */
export const digamma_: InPlace<typeof digamma> = /* @__PURE__ */ inPlaceOfFormula('digamma_', digamma);
/** {@link sin} in place. */
export const sin_: InPlace<typeof sin> = /* @__PURE__ */ inPlaceOfFormula('sin_', sin);
/** {@link cos} in place. */
export const cos_: InPlace<typeof cos> = /* @__PURE__ */ inPlaceOfFormula('cos_', cos);
/** {@link tan} in place. */
export const tan_: InPlace<typeof tan> = /* @__PURE__ */ inPlaceOfFormula('tan_', tan);
/** {@link asin} in place. */
export const asin_: InPlace<typeof asin> = /* @__PURE__ */ inPlaceOfFormula('asin_', asin);
/** {@link acos} in place. */
export const acos_: InPlace<typeof acos> = /* @__PURE__ */ inPlaceOfFormula('acos_', acos);
/** {@link atan} in place. */
export const atan_: InPlace<typeof atan> = /* @__PURE__ */ inPlaceOfFormula('atan_', atan);
/** {@link sinh} in place. */
export const sinh_: InPlace<typeof sinh> = /* @__PURE__ */ inPlaceOfFormula('sinh_', sinh);
/** {@link cosh} in place. */
export const cosh_: InPlace<typeof cosh> = /* @__PURE__ */ inPlaceOfFormula('cosh_', cosh);
/** {@link tanh} in place. */
export const tanh_: InPlace<typeof tanh> = /* @__PURE__ */ inPlaceOfFormula('tanh_', tanh);
/** {@link asinh} in place. */
export const asinh_: InPlace<typeof asinh> = /* @__PURE__ */ inPlaceOfFormula('asinh_', asinh);
/** {@link acosh} in place. */
export const acosh_: InPlace<typeof acosh> = /* @__PURE__ */ inPlaceOfFormula('acosh_', acosh);
/** {@link atanh} in place. */
export const atanh_: InPlace<typeof atanh> = /* @__PURE__ */ inPlaceOfFormula('atanh_', atanh);
/** {@link atan2} in place. */
export const atan2_: InPlace<typeof atan2> = /* @__PURE__ */ inPlaceOfFormula('atan2_', atan2);
/** {@link sinc} in place. */
export const sinc_: InPlace<typeof sinc> = /* @__PURE__ */ inPlaceOfFormula('sinc_', sinc);
/** {@link deg2rad} in place. */
export const deg2rad_: InPlace<typeof deg2rad> = /* @__PURE__ */ inPlaceOfFormula('deg2rad_', deg2rad);
/** {@link rad2deg} in place. */
export const rad2deg_: InPlace<typeof rad2deg> = /* @__PURE__ */ inPlaceOfFormula('rad2deg_', rad2deg);
/** {@link scatter} in place. */
export const scatter_: InPlace<typeof scatter> = /* @__PURE__ */ inPlaceOf('scatter_', scatter);
/** {@link scatterAdd} in place. */
export const scatterAdd_: InPlace<typeof scatterAdd> = /* @__PURE__ */ inPlaceOf('scatterAdd_', scatterAdd);
/** {@link indexAdd} in place. */
export const indexAdd_: InPlace<typeof indexAdd> = /* @__PURE__ */ inPlaceOf('indexAdd_', indexAdd);
