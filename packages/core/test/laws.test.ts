import fc from 'fast-check';
import { expect, test } from 'vitest';
import { broadcastShapes, grad, ShapeError, type Tensor } from '../src/index.ts';
import { type Sample, type Samples, samples } from './samples.ts';
import { varied, variedLeaf } from './structured-tensors.ts';

const sizes = fc.integer({ min: 1, max: 4 });

/** A shape and one that broadcasts with it: dimensions left out or of size 1 on either side. */
const broadcastable = fc
  .array(fc.tuple(sizes, fc.constantFrom('both', 'left one', 'right one')), { maxLength: 4 })
  .chain((dims) =>
    fc.tuple(fc.nat(dims.length), fc.boolean()).map(([missing, leftIsShort]) => {
      const left = dims.map(([size, which]) => (which === 'left one' ? 1 : size));
      const right = dims.map(([size, which]) => (which === 'right one' ? 1 : size));
      return leftIsShort ? [left.slice(missing), right] : [left, right.slice(missing)];
    }),
  ) as fc.Arbitrary<[number[], number[]]>;

const elements = (x: Tensor): number[] => [...x.toTypedArray()];

test('the broadcast shape takes the greater size of each dimension counted from the end', () => {
  fc.assert(
    fc.property(broadcastable, ([a, b]) => {
      const rank = Math.max(a.length, b.length);
      const want = Array.from({ length: rank }, (_, d) =>
        Math.max(a[d - rank + a.length] ?? 1, b[d - rank + b.length] ?? 1),
      );
      expect(broadcastShapes('law', a, b)).toEqual(want);
      expect(varied(a).add(varied(b)).shape).toEqual(want);
    }),
  );
});

test('add and mul commute, and broadcasting equals expanding first', () => {
  fc.assert(
    fc.property(broadcastable, ([a, b]) => {
      const [x, y] = [varied(a), varied(b, 2)];
      const shape = broadcastShapes('law', a, b);
      const [wideX, wideY] = [x.expand(shape).contiguous(), y.expand(shape).contiguous()];
      expect(elements(x.add(y))).toEqual(elements(y.add(x)));
      expect(elements(x.mul(y))).toEqual(elements(y.mul(x)));
      expect(elements(x.sub(y))).toEqual(elements(wideX.sub(wideY)));
      expect(elements(x.maximum(y))).toEqual(elements(wideX.maximum(wideY)));
    }),
  );
});

test('the gradient of broadcasting is that of expanding: a sum', () => {
  fc.assert(
    fc.property(broadcastable, ([a, b]) => {
      const shape = broadcastShapes('law', a, b);
      const [x, y, weight] = [variedLeaf(a), variedLeaf(b, 2), varied(shape, 5)];
      const direct = grad(x.mul(y), [x, y], { gradOutputs: [weight] });
      const expanded = grad(x.expand(shape).mul(y.expand(shape)), [x, y], { gradOutputs: [weight] });
      direct.forEach((g, i) => {
        expect(g.shape).toEqual([a, b][i]);
        elements(g).forEach((value, k) => {
          expect(value).toBeCloseTo(elements(expanded[i]!)[k]!, 10);
        });
      });
    }),
  );
});

test('shapes that do not broadcast are refused, naming both', () => {
  fc.assert(
    fc.property(broadcastable, fc.nat(3), fc.tuple(sizes, sizes), ([a, b], place, [p, q]) => {
      fc.pre(p !== q && p > 1 && q > 1);
      const [left, right] = [a.slice(), b.slice()];
      const back = Math.min(place, left.length, right.length);
      left.splice(left.length - back, 0, p);
      right.splice(right.length - back, 0, q);
      const dim = Math.max(left.length, right.length) - back - 1;
      expect(() => varied(left).mul(varied(right))).toThrow(
        new ShapeError(
          `mul: [${left.join(', ')}] and [${right.join(', ')}] do not broadcast: sizes ${p} and ${q} differ at dimension ${dim}`,
        ),
      );
    }),
  );
});

const smooth = (Object.entries(samples) as [string, Samples][]).filter(([, { gradient }]) => gradient === 'smooth');

const outputsOf = ({ run, inputs }: Sample): Tensor[] => {
  const result = run(...inputs);
  const all = Array.isArray(result) ? (result as Tensor[]) : [result as Tensor];
  return all.filter((output) => output.requiresGrad);
};

test('every gradient rule is linear in the gradient it is given', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...smooth),
      fc.nat(),
      fc.integer({ min: -8, max: 8 }),
      ([name, { make }], pick, factor) => {
        const all = make();
        const sample = all[pick % all.length]!;
        const outputs = outputsOf(sample);
        const pull = (gradOutputs: Tensor[]): (number[] | undefined)[] =>
          grad(outputs, sample.inputs, { gradOutputs, retainGraph: true, allowUnused: true }).map(
            (g) => g && elements(g),
          );
        const [u, v] = [1, 4].map((shift) => outputs.map(({ shape }) => varied(shape, shift)));
        const combined = pull(u!.map((part, i) => part.mul(factor / 4).add(v![i]!)));
        const [ofU, ofV] = [pull(u!), pull(v!)];
        combined.forEach((gradient, i) => {
          gradient?.forEach((value, k) => {
            const want = (ofU[i]![k]! * factor) / 4 + ofV[i]![k]!;
            expect(Math.abs(value - want), `${name}, ${sample.label}`).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(want)));
          });
        });
      },
    ),
    { numRuns: 300 },
  );
});

test('a zero gradient gives a zero gradient', () => {
  for (const [name, { make }] of smooth) {
    const sample = make()[0]!;
    const outputs = outputsOf(sample);
    const zeros = outputs.map((output) => output.detach().mul(0));
    for (const g of grad(outputs, sample.inputs, { gradOutputs: zeros, allowUnused: true })) {
      if (g)
        expect(
          elements(g).every((value) => value === 0),
          name,
        ).toBe(true);
    }
  }
});
