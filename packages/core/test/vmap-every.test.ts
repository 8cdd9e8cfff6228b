import { describe, expect, test } from 'vitest';
import { grad, isFloat, stack, type Tensor, traceOps, vmap } from '../src/index.ts';
import { type OpName, type Sample, type Samples, samples } from './samples.ts';

const table = Object.entries(samples) as [OpName, Samples][];

/** What cannot run for all samples at once, and why. */
const refused: Partial<Record<OpName, RegExp>> = {
  // gives a JavaScript boolean
  allclose: /vmap: cannot read the elements/,
  equal: /vmap: cannot read the elements/,
  // the shapes of results depend on values
  nonzero: /vmap: cannot read the elements/,
  argwhere: /vmap: cannot read the elements/,
  unique: /vmap: cannot read the elements/,
  uniqueConsecutive: /vmap: cannot read the elements/,
};

/** What is drawn differs between two calls: `vmap.test.ts`. */
const random: readonly OpName[] = ['bernoulli', 'multinomial'];

const deterministic = table.filter(([name]) => !(name in refused) && !random.includes(name));

const values = (x: Tensor): number[] => [...x.toTypedArray()];
const listOf = (result: Tensor | readonly Tensor[]): readonly Tensor[] =>
  Array.isArray(result) ? (result as readonly Tensor[]) : [result as Tensor];

function expectClose(got: Tensor, want: Tensor, label: string): void {
  expect(got.shape, label).toEqual(want.shape);
  expect(got.dtype, label).toBe(want.dtype);
  const expected = values(want);
  values(got).forEach((x, i) => {
    const y = expected[i]!;
    const close = Object.is(x, y) || x === y || Math.abs(x - y) <= 1e-9 * (1 + Math.abs(y));
    expect(close, `${label}: element ${i} is ${x}, expected ${y}`).toBe(true);
  });
}

/** Another tensor with which the operation can be called: near, or in another order. */
function variant(x: Tensor, k: number): Tensor {
  const other = isFloat(x.dtype) ? x.detach().mul(1 - 0.02 * k) : x;
  return x.requiresGrad ? other.detach().requiresGrad_() : other.detach();
}

const size = 3;

/** The samples of each input, and their stack: along the first dimension, or the last one for every other input. */
function batchOf({ inputs }: Sample, batched: readonly boolean[]) {
  const loose = inputs.map((x, i) => Array.from({ length: size }, (_, k) => variant(x, batched[i] ? k : 0)));
  const dims = inputs.map((_, i) => (batched[i] ? -(i % 2) : null));
  const joined = loose.map((variants, i) =>
    batched[i]
      ? stack(
          variants.map((x) => x.detach()),
          { dim: dims[i]! },
        )
      : variants[0]!.detach(),
  );
  inputs.forEach((x, i) => {
    if (x.requiresGrad) joined[i]!.requiresGrad_();
  });
  return { loose, dims, joined };
}

/** All inputs differ from sample to sample, or one of several alone. */
function choices(count: number): boolean[][] {
  const all = Array<boolean>(count).fill(true);
  return count < 2 ? [all] : [all, ...all.map((_, i) => all.map((_, k) => k === i))];
}

function weighted(outputs: readonly Tensor[]): Tensor | undefined {
  const differentiable = outputs.filter((x) => x.requiresGrad);
  return differentiable
    .map((x, i) =>
      x
        .mul(
          x
            .detach()
            .mul(0.3)
            .add(0.7 + i),
        )
        .sum(),
    )
    .reduce<Tensor | undefined>((sum, x) => sum?.add(x) ?? x, undefined);
}

const gradientsOf = (outputs: readonly Tensor[], inputs: readonly Tensor[]): (Tensor | undefined)[] => {
  const loss = weighted(outputs);
  const wanted = inputs.filter((x) => x.requiresGrad);
  return loss ? grad(loss, wanted, { allowUnused: true }) : wanted.map(() => undefined);
};

describe('under vmap', () => {
  test.each(deterministic)('%s: values and gradients are those of a loop', (_name, { make }) => {
    for (const sample of make()) {
      for (const batched of choices(sample.inputs.length)) {
        const label = `${sample.label}, batched: ${batched}`;
        const { loose, dims, joined } = batchOf(sample, batched);
        const looped = Array.from({ length: size }, (_, k) =>
          listOf(sample.run(...loose.map((variants) => variants[k]!))),
        );
        const run = (...inputs: Tensor[]) => [...listOf(sample.run(...inputs))];
        const results = vmap(run, { inDims: dims })(...joined);
        results.forEach((result, i) => {
          expectClose(result, stack(looped.map((outputs) => outputs[i]!.detach())), label);
        });
        const gradients = gradientsOf(results, joined);
        const wanted = gradientsOf(
          looped[0]!.map((_, i) => stack(looped.map((outputs) => outputs[i]!))),
          loose.flat(),
        );
        joined.forEach((x, i) => {
          if (!x.requiresGrad) return;
          const gradient = gradients.shift();
          const parts = wanted.splice(0, size).map((g, k) => g ?? loose[i]![k]!.detach().mul(0));
          if (!gradient)
            for (const part of parts)
              expect(
                values(part).every((v) => v === 0),
                label,
              ).toBe(true);
          else if (batched[i])
            expectClose(gradient, stack(parts, { dim: dims[i]! }), `gradient of input ${i}: ${label}`);
          else
            expectClose(
              gradient,
              parts.reduce((sum, part) => sum.add(part)),
              `gradient of input ${i}: ${label}`,
            );
        });
      }
    }
  });

  test.each(deterministic)('%s: gradients inside are those of each sample', (_name, { make, gradient }) => {
    if (gradient === 'none') return;
    for (const sample of make()) {
      const { joined, dims, loose } = batchOf(
        sample,
        sample.inputs.map((_, i) => i === 0),
      );
      const perSample = (...inputs: Tensor[]): Tensor[] => {
        const own = inputs.map((x, i) => (sample.inputs[i]!.requiresGrad && i === 0 ? x.detach().requiresGrad_() : x));
        const gradients = gradientsOf(listOf(sample.run(...own)), own);
        return own.filter((x) => x.requiresGrad).map((x, i) => gradients[i] ?? x.detach().mul(0));
      };
      const results = vmap(perSample, { inDims: dims })(...joined);
      const looped = Array.from({ length: size }, (_, k) => perSample(...loose.map((variants) => variants[k]!)));
      results.forEach((result, i) => {
        expectClose(result, stack(looped.map((outputs) => outputs[i]!)), `${sample.label}, gradient ${i}`);
      });
    }
  });

  test.each(deterministic)('%s: two levels are two loops', (_name, { make }) => {
    for (const sample of make()) {
      const [first, ...rest] = sample.inputs.map((x) => x.detach());
      const outer = stack([variant(first!, 0), variant(first!, 2)]);
      const inner = rest.map((x) => stack([x, variant(x, 1), variant(x, 2)]));
      const run = (...inputs: Tensor[]) => [...listOf(sample.run(...inputs))];
      const results = vmap(vmap(run, { inDims: [null, ...rest.map(() => 0)] }), {
        inDims: [0, ...rest.map(() => null)],
      });
      const once = rest.length === 0 ? vmap(run) : results;
      const got = rest.length === 0 ? once(outer) : results(outer, ...inner);
      const want = [0, 2].map((k) => {
        const x = variant(first!, k);
        if (rest.length === 0) return run(x);
        const columns = [0, 1, 2].map((j) => run(x, ...rest.map((y) => variant(y, j))));
        return columns[0]!.map((_, i) => stack(columns.map((outputs) => outputs[i]!)));
      });
      got.forEach((result, i) => {
        expectClose(result, stack(want.map((outputs) => outputs[i]!)), sample.label);
      });
    }
  });

  test.each(deterministic)('%s: is called once for all samples', (name, { make }) => {
    const calls = (sample: Sample, count: number): number => {
      const joined = sample.inputs.map((x) => stack(Array.from({ length: count }, () => x.detach())));
      const run = (...inputs: Tensor[]): Tensor[] => {
        const own = inputs.map((x, i) => (sample.inputs[i]!.requiresGrad ? x.detach().requiresGrad_() : x));
        const outputs = listOf(sample.run(...own));
        return [...outputs, ...gradientsOf(outputs, own).filter((g) => g !== undefined)];
      };
      return traceOps(() => vmap(run)(...joined)).ops.length;
    };
    const slow = make().some((sample) => calls(sample, 2) !== calls(sample, 4));
    expect(slow, `${name}, or its gradient, has no batching rule`).toBe(false);
  });

  test('operations that depend on values are refused', () => {
    for (const [name, message] of Object.entries(refused)) {
      for (const { inputs, run } of samples[name as OpName].make()) {
        const joined = inputs.map((x) => stack([x.detach(), x.detach()]));
        expect(() => vmap((...all: Tensor[]) => [...listOf(run(...all))])(...joined), name).toThrow(message);
      }
    }
  });
});
