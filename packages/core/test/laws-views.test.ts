import fc from 'fast-check';
import { expect, test } from 'vitest';
import { grad, type Tensor } from '../src/index.ts';
import { useMovingMemory, varied, variedLeaf } from './structured-tensors.ts';

useMovingMemory();

/** Row-major elements with their shape: movement done naively, by copying. */
interface Naive {
  readonly shape: number[];
  readonly at: (index: readonly number[]) => number;
}

interface Move {
  readonly name: string;
  readonly view: (x: Tensor) => Tensor;
  readonly naive: (x: Naive) => Naive;
}

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

const indices = (shape: readonly number[]): number[][] =>
  Array.from({ length: product(shape) }, (_, flat) => {
    const index = new Array<number>(shape.length);
    let rest = flat;
    for (let d = shape.length - 1; d >= 0; d--) {
      index[d] = rest % shape[d]!;
      rest = Math.floor(rest / shape[d]!);
    }
    return index;
  });

const flatten = ({ shape, at }: Naive): number[] => indices(shape).map(at);

const fromFlat = (shape: number[], flat: readonly number[]): Naive => ({
  shape,
  at: (index) => flat[index.reduce((sum, i, d) => sum * shape[d]! + i, 0)]!,
});

/** The move that `seed` picks among those that fit the shape. */
function moveFor(shape: readonly number[], seed: readonly number[]): Move {
  const [kind, p, q, r] = seed as [number, number, number, number];
  const rank = shape.length;
  const dim = rank === 0 ? 0 : p % rank;
  const size = shape[dim] ?? 1;
  const moves: (Move | undefined)[] = [
    {
      name: 'permute',
      view: (x) => x.permute(rotation(rank, p)),
      naive: ({ shape: from, at }) => {
        const order = rotation(rank, p);
        return {
          shape: order.map((d) => from[d]!),
          at: (index) => {
            const source = new Array<number>(rank);
            order.forEach((d, i) => {
              source[d] = index[i]!;
            });
            return at(source);
          },
        };
      },
    },
    rank > 0 && size > 0 ? narrowing(dim, q % size, 1 + (r % (size - (q % size)))) : undefined,
    rank > 0 && size > 0
      ? {
          name: 'select',
          view: (x) => x.select(dim, q % size),
          naive: ({ shape: from, at }) => ({
            shape: from.toSpliced(dim, 1),
            at: (index) => at(index.toSpliced(dim, 0, q % size)),
          }),
        }
      : undefined,
    {
      name: 'unsqueeze',
      view: (x) => x.unsqueeze(p % (rank + 1)),
      naive: ({ shape: from, at }) => ({
        shape: from.toSpliced(p % (rank + 1), 0, 1),
        at: (index) => at(index.toSpliced(p % (rank + 1), 1)),
      }),
    },
    product(shape) < 200 ? expansion(shape, 1 + (p % 3), 1 + (q % 3)) : undefined,
    reshaping(shape, p % 3),
  ];
  const fitting = moves.filter((move) => move !== undefined);
  return fitting[kind % fitting.length]!;
}

function rotation(rank: number, by: number): number[] {
  const order = Array.from({ length: rank }, (_, d) => (d + by) % Math.max(rank, 1));
  return by % 2 ? order.reverse() : order;
}

function narrowing(dim: number, start: number, length: number): Move {
  return {
    name: 'narrow',
    view: (x) => x.narrow(dim, start, length),
    naive: ({ shape, at }) => ({
      shape: shape.with(dim, length),
      at: (index) => at(index.with(dim, index[dim]! + start)),
    }),
  };
}

/** Repeats every dimension of size 1, and a new one in front. */
function expansion(shape: readonly number[], front: number, times: number): Move {
  const target = [front, ...shape.map((size) => (size === 1 ? times : size))];
  return {
    name: 'expand',
    view: (x) => x.expand(target),
    naive: ({ shape: from, at }) => ({
      shape: target,
      at: (index) => at(index.slice(1).map((i, d) => (from[d] === 1 ? 0 : i))),
    }),
  };
}

function reshaping(shape: readonly number[], way: number): Move {
  const count = product(shape);
  const target = way === 0 ? [count] : way === 1 && count % 2 === 0 ? [2, count / 2] : [...shape].reverse();
  return {
    name: 'reshape',
    view: (x) => x.reshape(target),
    naive: (x) => fromFlat(target, flatten(x)),
  };
}

const chains = fc.record({
  shape: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }),
  seeds: fc.array(fc.array(fc.nat(1000), { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
});

function movesOf(shape: readonly number[], seeds: readonly (readonly number[])[]): Move[] {
  let probe = fromFlat([...shape], Array(product(shape)).fill(0));
  return seeds.map((seed) => {
    const move = moveFor(probe.shape, seed);
    probe = move.naive(probe);
    return move;
  });
}

test('any chain of views and reshapes has the elements of copying naively', () => {
  fc.assert(
    fc.property(chains, ({ shape, seeds }) => {
      const moves = movesOf(shape, seeds);
      const x = varied(shape);
      const seen = moves.reduce((tensor, { view }) => view(tensor), x);
      const want = moves.reduce((naive, move) => move.naive(naive), fromFlat(shape, [...x.toTypedArray()]));
      expect(seen.shape).toEqual(want.shape);
      expect([...seen.toTypedArray()]).toEqual(flatten(want));
      expect([...seen.mul(1).toTypedArray()]).toEqual(flatten(want));
    }),
    { numRuns: 300 },
  );
});

test('any chain of views and reshapes sends gradients back to where each element came from', () => {
  fc.assert(
    fc.property(chains, ({ shape, seeds }) => {
      const moves = movesOf(shape, seeds);
      const x = variedLeaf(shape);
      const seen = moves.reduce((tensor, { view }) => view(tensor), x as Tensor);
      const weight = varied(seen.shape, 3);
      const got = [...grad(seen, x, { gradOutputs: [weight] })[0]!.toTypedArray()];
      // following the positions instead of the values
      const places = flatten(
        moves.reduce(
          (naive, move) => move.naive(naive),
          fromFlat(
            shape,
            Array.from({ length: product(shape) }, (_, i) => i),
          ),
        ),
      );
      const want = new Array<number>(product(shape)).fill(0);
      [...weight.toTypedArray()].forEach((value, i) => {
        want[places[i]!]! += value;
      });
      got.forEach((value, i) => {
        expect(value).toBeCloseTo(want[i]!, 9);
      });
    }),
    { numRuns: 200 },
  );
});

const sharing = ['permute', 'unsqueeze', 'narrow', 'select'];

test('writing through a chain of views without repetition changes the base at those places only', () => {
  fc.assert(
    fc.property(chains, ({ shape, seeds }) => {
      const moves = movesOf(shape, seeds);
      const first = moves.findIndex(({ name }) => !sharing.includes(name));
      const chain = first < 0 ? moves : moves.slice(0, first);
      const x = varied(shape);
      const places = new Set(
        flatten(chain.reduce((naive, move) => move.naive(naive), fromFlat(shape, [...Array(product(shape)).keys()]))),
      );
      const before = [...x.toTypedArray()];
      chain.reduce((tensor, { view }) => view(tensor), x).fill_(77);
      expect([...x.toTypedArray()]).toEqual(before.map((value, i) => (places.has(i) ? 77 : value)));
    }),
  );
});
