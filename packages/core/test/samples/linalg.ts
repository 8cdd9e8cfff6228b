import { linalg } from '../../src/ops/index.ts';
import { calls } from './makers.ts';

/** Samples of linear algebra. */
export const linalgSamples = {
  'linalg.cross': calls([
    [
      'the last dim',
      [
        [2, 1, 3],
        [2, 3],
      ],
      (a, b) => linalg.cross(a!, b!.unsqueeze(0)),
    ],
  ]),
  'linalg.multiDot': calls([
    [
      'matrices',
      [
        [2, 3],
        [3, 4],
        [4, 2],
        [2, 1],
      ],
      (...xs) => linalg.multiDot(xs),
    ],
    ['vectors', [[3], [3, 2], [2]], (...xs) => linalg.multiDot(xs)],
  ]),
  'linalg.vecdot': calls([
    ['broadcasting', [[2, 3], [3]], (x, y) => linalg.vecdot(x!, y!)],
    [
      'a dim',
      [
        [2, 3],
        [2, 3],
      ],
      (x, y) => linalg.vecdot(x!, y!, { dim: 0 }),
    ],
  ]),
};
