import * as ops from '../../src/ops/index.ts';
import { calls, unary } from './makers.ts';

/** Samples of conditional. */
export const conditionalSamples = {
  where: calls([
    ['broadcasting', [[2, 3], [3]], (a, b) => ops.where(a!.detach().gt(0), a!, b!)],
    ['numbers', [[2, 3]], (a) => ops.where(a!.detach().gt(0), a!, 2.5)],
  ]),
  clamp: calls([
    ['numbers', [[2, 3]], (x) => ops.clamp(x!, -0.5, 0.6)],
    ['tensors', [[2, 3], [3], [2, 1]], (x, low, high) => ops.clamp(x!, low!, high!)],
  ]),
  clampMin: calls([['a tensor', [[2, 3], [3]], (x, low) => ops.clampMin(x!, low!)]]),
  clampMax: calls([['a number', [[2, 3]], (x) => ops.clampMax(x!, 0.1)]]),
  maskedFill: calls([
    ['a number', [[2, 3]], (x) => ops.maskedFill(x!, x!.detach().gt(0), 0.5)],
    ['a tensor', [[2, 3], []], (x, value) => ops.maskedFill(x!, x!.detach().gt(0), value!)],
  ]),
  nanToNum: unary(ops.nanToNum),
};
