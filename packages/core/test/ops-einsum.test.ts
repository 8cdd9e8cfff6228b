import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ArgumentError, DTypeError, einsum, ShapeError, type Tensor, tensor, zeros } from '../src/index.ts';
import { type Data, doubles, expectTensor, integers, useMovingMemory, varied } from './structured-tensors.ts';

useMovingMemory();

const a = (): Tensor => doubles('[[1, 2], [3, 4]]');
const b = (): Tensor => doubles('[[0, 1], [1, 1]]');

test.each<[string, () => Tensor, Data]>([
  ['ij,jk->ik', () => einsum('ij,jk->ik', a(), b()), '[[2, 3], [4, 7]]'],
  ['without ->', () => einsum('ij,jk', a(), b()), '[[2, 3], [4, 7]]'],
  ['in alphabetical order without ->', () => einsum('ba', a()), '[[1, 3], [2, 4]]'],
  ['with capitals first without ->', () => einsum('aB', a()), '[[1, 3], [2, 4]]'],
  ['of a trace', () => einsum('ii', a()), 5],
  ['of a diagonal', () => einsum('ii->i', a()), [1, 4]],
  ['of everything', () => einsum('ij->', a()), 10],
  ['with blanks', () => einsum(' i j , j k -> i k ', a(), b()), '[[2, 3], [4, 7]]'],
  ['of an ellipsis', () => einsum('...->...', a()), '[[1, 2], [3, 4]]'],
  ['of an ellipsis without ->', () => einsum('i...', a()), '[[1, 3], [2, 4]]'],
  ['summing over an ellipsis', () => einsum('...j->j', a()), [4, 6]],
  ['with an ellipsis of nothing', () => einsum('i...->...i', doubles([1, 2])), [1, 2]],
  ['of 0-d tensors', () => einsum(',', doubles(2), doubles(3)), 6],
  ['with a size of 1 that repeats', () => einsum('ij,j->i', doubles('[[1], [2]]'), doubles([1, 2, 3])), [6, 12]],
  ['with three operands', () => einsum('i,ij,j->', doubles([1, 2]), a(), doubles([1, 1])), 17],
  ['of integers', () => einsum('ij,ij->j', integers('[[1, 2], [3, 4]]'), integers('[[1, 1], [2, 0]]')), [7, 2]],
])('einsum %s', (_, run, want) => {
  expectTensor(run(), want);
});

test('what is not summed over is promoted', () => {
  expect(einsum('i,j->ij', integers([1]), tensor([0.5])).dtype).toBe('float32');
});

/** The sum over all values of all letters, by the definition. */
function byDefinition(
  inputs: readonly string[],
  output: string,
  operands: readonly Tensor[],
  sizes: Map<string, number>,
): number[] {
  const letters = [...new Set([...output, ...inputs.join('')])];
  const results = new Map<string, number>();
  const visit = (values: number[]): void => {
    if (values.length < letters.length) {
      for (let v = 0; v < sizes.get(letters[values.length]!)!; v++) visit([...values, v]);
      return;
    }
    const at = (labels: string): number[] => [...labels].map((label) => values[letters.indexOf(label)]!);
    const product = operands.reduce((x, operand, i) => {
      const element = at(inputs[i]!).reduce<unknown>((nested, index) => (nested as unknown[])[index], operand.tolist());
      return x * (element as number);
    }, 1);
    const key = at(output).join();
    results.set(key, (results.get(key) ?? 0) + product);
  };
  visit([]);
  return [...results.values()];
}

const letters = (from: string, max: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...from), { maxLength: max }).map((list) => list.join(''));

test('einsum equals its definition', () => {
  const equations = fc
    .record({
      inputs: fc.array(letters('abcd', 3), { minLength: 1, maxLength: 3 }),
      order: fc.shuffledSubarray([...'abcd']),
      sizes: fc.tuple(...Array.from('abcd', () => fc.integer({ min: 1, max: 3 }))),
    })
    .map(({ inputs, order, sizes }) => ({
      inputs,
      output: order.filter((label) => inputs.some((labels) => labels.includes(label))).join(''),
      sizes: new Map(Array.from('abcd', (label, i) => [label, sizes[i]!])),
    }));
  fc.assert(
    fc.property(equations, ({ inputs, output, sizes }) => {
      const operands = inputs.map((labels, i) =>
        varied(
          [...labels].map((label) => sizes.get(label)!),
          i,
        ),
      );
      const result = einsum(`${inputs.join()}->${output}`, ...operands);
      expect(result.shape).toEqual([...output].map((label) => sizes.get(label)!));
      const want = byDefinition(inputs, output, operands, sizes);
      result.toTypedArray().forEach((x, i) => {
        expect(Math.abs(x - want[i]!)).toBeLessThan(1e-9);
      });
    }),
    { numRuns: 150 },
  );
});

test.each<[string, () => unknown, new (message: string) => Error, string]>([
  ['another character', () => einsum('i-j', a()), ArgumentError, "einsum: '-' in 'i-j' is no subscript"],
  ['two dots', () => einsum('i..', a()), ArgumentError, "einsum: '.' in 'i..' is no subscript"],
  ['two ellipses', () => einsum('...i...', a()), ArgumentError, "einsum: two ... in '...i...' of '...i...'"],
  ['two results', () => einsum('i->i->i', a()), ArgumentError, "einsum: more than one -> in 'i->i->i'"],
  ['no operand', () => einsum('i'), ArgumentError, 'einsum: expected at least one operand'],
  ['too many operands', () => einsum('ij', a(), b()), ArgumentError, "einsum: 'ij' is for 1 operands, got 2"],
  [
    'too few dimensions',
    () => einsum('ij', doubles([1])),
    ShapeError,
    "einsum: 'ij' does not name the 1 dimensions of operand 0, [1]",
  ],
  [
    'too many dimensions',
    () => einsum('i', a()),
    ShapeError,
    "einsum: 'i' does not name the 2 dimensions of operand 0, [2, 2]",
  ],
  [
    'sizes that differ',
    () => einsum('ij,jk', zeros([2, 3]), zeros([2, 2])),
    ShapeError,
    'einsum: subscript j has size 3 before and size 2 in operand 1, [2, 2]',
  ],
  [
    'ellipses that do not broadcast',
    () => einsum('...,...', zeros([2]), zeros([3])),
    ShapeError,
    'einsum: dimension 1 of ... has size 2 before and size 3 in operand 1, [3]',
  ],
  [
    'a diagonal of other sizes',
    () => einsum('ii', zeros([1, 3])),
    ShapeError,
    'einsum: subscript i is twice in one operand, with sizes 1 and 3',
  ],
  [
    'a result with a letter twice',
    () => einsum('ij->ii', a()),
    ArgumentError,
    "einsum: subscript i is twice in the result of 'ij->ii'",
  ],
  [
    'a result with an unknown letter',
    () => einsum('ij->k', a()),
    ArgumentError,
    "einsum: subscript k of the result is in no operand of 'ij->k'",
  ],
  [
    'several dtypes',
    () => einsum('i,i', doubles([1]), tensor([1])),
    DTypeError,
    'einsum: expected operands of one dtype',
  ],
])('%s is refused', (_, fn, kind, message) => {
  expect(fn).toThrow(kind);
  expect(fn).toThrow(message);
});
