import * as ops from '../../src/ops/index.ts';
import { offZero, unary } from './makers.ts';

/** Samples of rounding. */
export const roundingSamples = {
  floor: unary(ops.floor, offZero, 'none'),
  ceil: unary(ops.ceil, offZero, 'none'),
  trunc: unary(ops.trunc, offZero, 'none'),
  round: unary((x) => ops.round(x, { decimals: 1 }), offZero, 'none'),
  frac: unary(ops.frac),
};
