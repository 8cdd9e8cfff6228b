import * as nn from '@cotangent/nn/functional';
import { type Entry, entry } from './arguments.ts';

/** Functional layers. */
export const layers: Readonly<Record<string, Entry>> = {
  'torch.nn.functional.linear': entry('input weight bias', (a) =>
    nn.linear(a.tensor('input'), a.tensor('weight'), a.optionalTensor('bias')),
  ),
  'torch.nn.functional.dropout': entry('input p training', (a) =>
    nn.dropout(a.tensor('input'), { p: a.optionalNumber('p'), training: a.flag('training') }),
  ),
  'torch.nn.functional.rrelu': entry('input lower upper training', (a) =>
    nn.rrelu(a.tensor('input'), {
      lower: a.optionalNumber('lower'),
      upper: a.optionalNumber('upper'),
      training: a.flag('training'),
    }),
  ),
};
