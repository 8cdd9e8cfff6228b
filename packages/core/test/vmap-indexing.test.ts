import { describe, expect, test } from 'vitest';
import * as core from '../src/index.ts';
import {
  gather,
  grad,
  IndexError,
  indexAdd,
  indexSelect,
  scatter,
  scatterAdd,
  scatterReduce,
  slice,
  stack,
  type Tensor,
  take,
  vmap,
} from '../src/index.ts';
import { integers, useMovingMemory, varied } from './structured-tensors.ts';

useMovingMemory();

const size = 3;

/** A function of a tensor, an index tensor whose elements lie in `[0, 3)`, and perhaps another tensor. */
type Run = (x: Tensor, index: Tensor, source: Tensor) => Tensor;

const rows: readonly (readonly [label: string, x: number[], index: number[], source: number[], run: Run])[] = [
  ['at', [3, 2], [4], [], (x, index) => x.at(index)],
  ['at, behind a slice', [2, 3, 2], [2, 2], [], (x, index) => x.at(slice(), index)],
  ['at, index tensors next to each other', [2, 3, 3], [4], [], (x, index) => x.at(slice(), index, index.sub(3))],
  ['at, index tensors apart', [3, 2, 3], [4], [], (x, index) => x.at(index, slice(), index)],
  ['indexPut', [2, 3, 2], [2], [2, 2, 2], (x, index, v) => core.indexPut(x, [null, index], v, { accumulate: true })],
  ['indexPut, one element', [3, 2], [], [2], (x, index, v) => core.indexPut(x, [index], v)],
  ['diagonalScatter', [3, 3], [], [3], (x, _, v) => core.diagonalScatter(x, v)],
  ['gather', [3, 2], [2, 2], [], (x, index) => gather(x, 0, index)],
  ['gather from a number', [], [4], [], (x, index) => gather(x, 0, index.mul(0))],
  ['scatter', [3, 2], [1, 2], [1, 2], (x, index, v) => scatter(x, 0, index, v)],
  ['scatterAdd to a number', [], [], [], (x, index, v) => scatterAdd(x, 0, index.mul(0), v)],
  ['scatterReduce', [3, 2], [4, 2], [4, 2], (x, index, v) => scatterReduce(x, 0, index, v, 'prod')],
  [
    'scatterReduce, maxima',
    [3, 2],
    [4, 2],
    [4, 2],
    (x, i, v) => scatterReduce(x, 0, i, v, 'amax', { includeSelf: false }),
  ],
  ['indexSelect', [2, 3], [4], [], (x, index) => indexSelect(x, 1, index)],
  ['indexSelect by a number', [3, 2], [], [], (x, index) => indexSelect(x, 0, index)],
  ['indexSelect of a number', [], [1], [], (x, index) => indexSelect(x, 0, index.mul(0))],
  ['indexAdd', [2, 3], [4], [2, 4], (x, index, v) => indexAdd(x, 1, index, v)],
  ['indexAdd to a number', [], [1], [], (x, index, v) => indexAdd(x, 0, index.mul(0), v)],
  ['indexCopy', [3, 2], [1], [1, 2], (x, index, v) => core.indexCopy(x, 0, index, v)],
  ['indexFill', [2, 3], [2], [], (x, index, v) => core.indexFill(x, 1, index, v)],
  ['take', [3], [2, 2], [], (x, index) => take(x, index)],
  ['embedding', [3, 2], [2, 2], [], (x, index) => core.embedding(index, x)],
  ['embedding with padding', [3, 2], [4], [], (x, index) => core.embedding(index, x, { paddingIdx: 1 })],
  ['embedding by frequency', [3, 2], [4], [], (x, index) => core.embedding(index, x, { scaleGradByFreq: true })],
  ['oneHot', [3], [2], [], (x, index) => core.oneHot(index, 3).mul(x)],
];

function indicesOf(shape: readonly number[], shift: number): Tensor {
  const count = shape.reduce((product, length) => product * length, 1);
  return integers(Array.from({ length: count }, (_, i) => (2 * i + shift + (i >> 1)) % 3)).reshape([...shape]);
}

/** Rounded, and 0 for -0. */
const values = (x: Tensor): number[] => [...x.toTypedArray()].map((v) => Math.round(v * 1e9) + 0);

describe.each([
  ['index tensors', [false, true, false]],
  ['tensors and index tensors', [true, true, true]],
  ['tensors and their sources', [true, false, true]],
  ['tensors', [true, false, false]],
  ['sources', [false, false, true]],
])('%s that differ from sample to sample', (_label, batched) => {
  test.each(rows)('%s: values and gradients, first and second, are those of a loop', (_, x, index, source, run) => {
    const inputs = [
      Array.from({ length: size }, (_, k) => varied(x, batched[0] ? k : 0)),
      Array.from({ length: size }, (_, k) => indicesOf(index, batched[1] ? k : 0)),
      Array.from({ length: size }, (_, k) => varied(source, batched[2] ? k + 5 : 5)),
    ];
    const [first, second] = [varied(x), varied(source)].map((v) => v.requiresGrad_()) as [Tensor, Tensor];
    // gradients with respect to what all samples share, through what each has
    const sampled = (a: Tensor, i: Tensor, v: Tensor): Tensor => {
      const out = run(a.mul(first), i, v.mul(second));
      return out.mul(varied(out.shape, 2)).square();
    };
    const each = [0, 1, 2].map((k) => sampled(inputs[0]![k]!, inputs[1]![k]!, inputs[2]![k]!));
    const looped = stack(each);
    const joined = inputs.map((parts, i) => (batched[i] ? stack(parts) : parts[0]!));
    const inDims = batched.map((is) => (is ? 0 : null));
    const at = vmap(sampled, { inDims })(joined[0]!, joined[1]!, joined[2]!);
    expect(at.shape).toEqual(looped.shape);
    expect(values(at)).toEqual(values(looped));
    const [got, want] = [at, looped].map((result) => {
      const options = { createGraph: true, allowUnused: true };
      const grads = grad(result.sum(), [first, second], options);
      const total = grads.reduce<Tensor>(
        (sum, g, i) => (g ? sum.add(g.mul(varied(g.shape, i)).sum()) : sum),
        core.zeros([], { dtype: 'float64' }),
      );
      const seconds = grad(total, [first, second], { allowUnused: true });
      return [...grads, ...seconds].map((g) => g && values(g));
    });
    expect(got).toEqual(want);
  });
});

test('an index is checked against the table of its own sample', () => {
  const tables = varied([2, 3, 2]);
  const lookUp = vmap((index: Tensor, table: Tensor) => core.embedding(index, table));
  expect(() => lookUp(integers([[0], [3]]), tables)).toThrow(IndexError);
  expect(() => lookUp(integers([[3], [0]]), tables)).toThrow('embedding: index 3 at position [0, 0] is outside [0, 3)');
});

test('a mask of a sample cannot be turned into indices', () => {
  const select = vmap((x: Tensor) => x.at(x.gt(0)));
  expect(() => select(varied([2, 3]))).toThrow('vmap: cannot read the elements');
});
