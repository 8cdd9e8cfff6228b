import * as ops from '../../src/ops/index.ts';
import { between, binary, inUnit, unary } from './makers.ts';

/** Samples of trigonometric. */
export const trigonometricSamples = {
  sin: unary(ops.sin),
  cos: unary(ops.cos),
  tan: unary(ops.tan),
  asin: unary(ops.asin, inUnit),
  acos: unary(ops.acos, inUnit),
  atan: unary(ops.atan),
  sinh: unary(ops.sinh),
  cosh: unary(ops.cosh),
  tanh: unary(ops.tanh),
  asinh: unary(ops.asinh),
  acosh: unary(ops.acosh, between(1.3, 3)),
  atanh: unary(ops.atanh, inUnit),
  atan2: binary(ops.atan2),
  sinc: unary(ops.sinc),
  deg2rad: unary(ops.deg2rad),
  rad2deg: unary(ops.rad2deg),
};
