import { tensor } from '../../src/index.ts';
import * as ops from '../../src/ops/index.ts';
import { binary, offZero, unary } from './makers.ts';

/** Samples of comparison and logic. */
export const logicSamples = {
  eq: binary((x, y) => ops.eq(x, y), { gradient: 'none', numbers: 'right' }),
  ne: binary((x, y) => ops.ne(x, y), { gradient: 'none', numbers: 'right' }),
  lt: binary((x, y) => ops.lt(x, y), { gradient: 'none', numbers: 'right' }),
  le: binary((x, y) => ops.le(x, y), { gradient: 'none', numbers: 'right' }),
  gt: binary((x, y) => ops.gt(x, y), { gradient: 'none', numbers: 'right' }),
  ge: binary((x, y) => ops.ge(x, y), { gradient: 'none', numbers: 'right' }),
  isclose: binary((x, y) => ops.isclose(x, y, { atol: 0.5 }), { gradient: 'none' }),
  allclose: binary((x, y) => tensor(ops.allclose(x, y)), { gradient: 'none' }),
  equal: unary((x) => tensor(ops.equal(x, x)), offZero, 'none'),
  logicalNot: unary(ops.logicalNot, offZero, 'none'),
  logicalAnd: binary(ops.logicalAnd, { gradient: 'none' }),
  logicalOr: binary(ops.logicalOr, { gradient: 'none' }),
  logicalXor: binary(ops.logicalXor, { gradient: 'none' }),
  isnan: unary(ops.isnan, offZero, 'none'),
  isinf: unary(ops.isinf, offZero, 'none'),
  isfinite: unary(ops.isfinite, offZero, 'none'),
  signbit: unary(ops.signbit, offZero, 'none'),
};
