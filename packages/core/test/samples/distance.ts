import * as ops from '../../src/ops/index.ts';
import { calls } from './makers.ts';

const { POSITIVE_INFINITY: inf } = Number;

/** Samples of distances. */
export const distanceSamples = {
  cdist: calls([
    [
      '2',
      [
        [2, 3, 4],
        [2, 4],
      ],
      (a, b) => ops.cdist(a!, b!),
    ],
    [
      '2 by a product',
      [
        [3, 4],
        [2, 2, 4],
      ],
      (a, b) => ops.cdist(a!, b!, { computeMode: 'use_mm_for_euclid_dist' }),
    ],
    [
      '1',
      [
        [3, 4],
        [2, 4],
      ],
      (a, b) => ops.cdist(a!, b!, { p: 1 }),
    ],
    [
      '1.5',
      [
        [3, 4],
        [2, 4],
      ],
      (a, b) => ops.cdist(a!, b!, { p: 1.5 }),
    ],
    [
      '0.5',
      [
        [3, 2],
        [2, 2],
      ],
      (a, b) => ops.cdist(a!, b!, { p: 0.5 }),
    ],
    [
      'infinity',
      [
        [3, 4],
        [2, 4],
      ],
      (a, b) => ops.cdist(a!, b!, { p: inf }),
    ],
  ]),
  pdist: calls([
    ['2', [[4, 3]], (x) => ops.pdist(x!)],
    ['3', [[4, 3]], (x) => ops.pdist(x!, { p: 3 })],
    ['one row', [[1, 3]], (x) => ops.pdist(x!)],
  ]),
  pairwiseDistance: calls([
    ['2', [[2, 3], [3]], (a, b) => ops.pairwiseDistance(a!, b!)],
    [
      '3',
      [
        [2, 3],
        [2, 3],
      ],
      (a, b) => ops.pairwiseDistance(a!, b!, { p: 3, eps: 0.1, keepdim: true }),
    ],
  ]),
  cosineSimilarity: calls([
    [
      'rows',
      [
        [2, 3],
        [2, 3],
      ],
      (a, b) => ops.cosineSimilarity(a!, b!),
    ],
    [
      'broadcasting',
      [
        [2, 1, 3],
        [2, 3],
      ],
      (a, b) => ops.cosineSimilarity(a!, b!, { dim: -1 }),
    ],
  ]),
};
