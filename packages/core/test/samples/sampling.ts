import * as ops from '../../src/ops/index.ts';
import { calls } from './makers.ts';

/** Samples of sampling. */
export const samplingSamples = {
  bernoulli: calls(
    [
      ['probabilities', [[2, 3]], (p) => ops.bernoulli(ops.sigmoid(p!.detach()))],
      ['one probability', [[2, 3]], (x) => ops.bernoulli(x!, 0.25)],
    ],
    undefined,
    'none',
  ),
  multinomial: calls([['rows', [[2, 3]], (w) => ops.multinomial(ops.sigmoid(w!.detach()), 2)]], undefined, 'none'),
};
