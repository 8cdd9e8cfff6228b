import { expect, test } from 'vitest';
import { CotangentError, isFloat, type Tensor } from '../src/index.ts';
import { everyOperation, isRandom, outputsOf, values } from './every-operation.ts';

/** As in PyTorch, with integers these cut fractions off: of `alpha`, `beta` and `value`, of averages before a root, of means. */
const cutsItsNumbers = new Set([
  ...['indexAdd', 'addcmul', 'addmm', 'addmv', 'addbmm', 'baddbmm'],
  ...['lpPool1d', 'lpPool2d', 'lpPool3d', 'scatterReduce'],
]);

test.each(everyOperation)(
  '%s: integers give what the same numbers give as floats, or are refused',
  (name, { make }) => {
    for (const sample of make()) {
      if (isRandom(name) || cutsItsNumbers.has(name)) continue;
      const whole = sample.inputs.map((x) => x.detach().mul(4).round().int());
      const attempt = (inputs: readonly Tensor[]): Tensor[] | undefined => {
        try {
          return outputsOf(sample, inputs);
        } catch (error) {
          if (error instanceof CotangentError) return undefined;
          throw error;
        }
      };
      const got = attempt(whole);
      const want = attempt(whole.map((x) => x.float()));
      if (!got || !want) continue;
      got.forEach((output, i) => {
        expect(output.shape, sample.label).toEqual(want[i]!.shape);
        const expected = isFloat(output.dtype) ? want[i]! : want[i]!.trunc();
        const different = values(output).findIndex((x, k) => {
          const y = values(expected)[k]!;
          return !(Object.is(x, y) || Math.abs(x - y) <= 1e-5 + 1e-5 * Math.abs(y));
        });
        expect(different, `${sample.label}: [${values(output)}], as floats [${values(expected)}]`).toBe(-1);
      });
    }
  },
);
