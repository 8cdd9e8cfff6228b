import * as ops from '../../src/ops/index.ts';
import { calls, unary } from './makers.ts';

/** Samples of activations. */
export const activationSamples = {
  sigmoid: unary(ops.sigmoid),
  relu: unary(ops.relu),
  relu6: unary(ops.relu6),
  leakyRelu: unary((x) => ops.leakyRelu(x, { negativeSlope: 0.2 })),
  prelu: calls([
    ['one weight', [[2, 3], []], (x, w) => ops.prelu(x!, w!)],
    ['one per channel', [[2, 3, 2], [3]], (x, w) => ops.prelu(x!, w!)],
  ]),
  elu: unary((x) => ops.elu(x, { alpha: 0.7 })),
  selu: unary(ops.selu),
  celu: unary((x) => ops.celu(x, { alpha: 1.3 })),
  gelu: calls([
    ['exact', [[2, 3]], (x) => ops.gelu(x!)],
    ['tanh', [[2, 3]], (x) => ops.gelu(x!, { approximate: 'tanh' })],
  ]),
  silu: unary(ops.silu),
  mish: unary(ops.mish),
  softplus: unary((x) => ops.softplus(x, { beta: 2 })),
  softsign: unary(ops.softsign),
  softshrink: unary((x) => ops.softshrink(x, { lambd: 0.1 })),
  hardshrink: unary((x) => ops.hardshrink(x, { lambd: 0.1 })),
  hardtanh: unary((x) => ops.hardtanh(x, { minVal: -0.1, maxVal: 0.1 })),
  hardsigmoid: unary(ops.hardsigmoid),
  hardswish: unary(ops.hardswish),
  logsigmoid: unary(ops.logsigmoid),
  tanhshrink: unary(ops.tanhshrink),
  threshold: unary((x) => ops.threshold(x, 0.1, 2)),
  glu: calls([
    ['the last dimension', [[2, 4]], (x) => ops.glu(x!)],
    ['the first', [[2, 3]], (x) => ops.glu(x!, 0)],
  ]),
};
