import * as ops from '../../src/ops/index.ts';
import { binary, calls, positive } from './makers.ts';

/** Samples of extremes and interpolation. */
export const interpolationSamples = {
  maximum: binary(ops.maximum),
  minimum: binary(ops.minimum),
  fmax: binary(ops.fmax),
  fmin: binary(ops.fmin),
  hypot: binary(ops.hypot),
  copysign: binary((x, y) => ops.copysign(x, y), { numbers: 'right' }),
  heaviside: binary(ops.heaviside),
  lerp: calls([
    ['a tensor weight', [[2, 3], [3], [2, 1]], (a, b, w) => ops.lerp(a!, b!, w!)],
    ['a number', [[3], [3]], (a, b) => ops.lerp(a!, b!, 0.3)],
  ]),
  addcmul: calls([['broadcasting', [[2, 3], [3], [2, 1]], (x, a, b) => ops.addcmul(x!, a!, b!, { value: 0.7 })]]),
  addcdiv: calls(
    [['broadcasting', [[2, 3], [3], [2, 1]], (x, a, b) => ops.addcdiv(x!, a!, b!, { value: 0.7 })]],
    positive,
  ),
};
