import { expect, test } from 'vitest';
import * as e from '../src/formula/builder.ts';
import { pullback } from '../src/formula/differentiate.ts';
import { formatFormula } from '../src/formula/format.ts';
import type { Formula, Num } from '../src/formula/formula.ts';
import { formulaOf, inputAt } from '../src/formula/formula-of.ts';
import { evaluate } from '../src/formula/interpret.ts';
import { rewriter } from '../src/formula/rewrite.ts';
import { functions, type OfOne } from './formula-functions.ts';
import { binaryPoints, derivative, expectClose, slope, unaryPoints } from './formula-gradients.ts';

const smooth = Object.entries(unaryPoints).filter(
  ([name]) => !['sign', 'floor', 'ceil', 'round', 'trunc'].includes(name),
);

test.each(smooth)('the second and third derivative of %s agree with central differences', (name, points) => {
  const first = derivative(formulaOf(1, 0, ([x]) => functions[name as OfOne](x)));
  const second = derivative(first);
  const third = derivative(second);
  for (const x of points) {
    expectClose(
      evaluate(second, [x])[0],
      slope((t) => evaluate(first, [t])[0]!, x),
      1e-7,
    );
    expectClose(
      evaluate(third, [x])[0],
      slope((t) => evaluate(second, [t])[0]!, x),
      1e-7,
    );
  }
});

const known: readonly (readonly [string, (x: Num) => Num, (x: number) => readonly [number, number, number]])[] = [
  ['exp', (x) => e.exp(x), (x) => [Math.exp(x), Math.exp(x), Math.exp(x)]],
  [
    'tanh',
    (x) => e.tanh(x),
    (x) => {
      const y = Math.tanh(x);
      const d = 1 - y * y;
      return [d, -2 * y * d, d * (6 * y * y - 2)];
    },
  ],
  [
    'sigmoid',
    (x) => e.sigmoid(x),
    (x) => {
      const y = 1 / (1 + Math.exp(-x));
      const d = y * (1 - y);
      return [d, d * (1 - 2 * y), d * (1 - 6 * d)];
    },
  ],
  [
    'erf',
    (x) => e.erf(x),
    (x) => {
      const d = (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x);
      return [d, -2 * x * d, (4 * x * x - 2) * d];
    },
  ],
  ['cube', (x) => e.pow(x, 3), (x) => [3 * x * x, 6 * x, 6]],
  ['power', (x) => e.pow(x, 2.5), (x) => [2.5 * x ** 1.5, 3.75 * x ** 0.5, 1.875 * x ** -0.5]],
  [
    'power of two',
    (x) => e.pow(2, x),
    (x) => [1, 2, 3].map((n) => 2 ** x * Math.LN2 ** n) as unknown as [number, number, number],
  ],
];
test.each(known)('three derivatives of %s have their closed forms', (_, build, values) => {
  const first = derivative(formulaOf(1, 0, ([x]) => build(x)));
  const second = derivative(first);
  const third = derivative(second);
  for (const x of [0.3, 1.1, 2.4]) {
    [first, second, third].forEach((formula, i) => {
      expectClose(evaluate(formula, [x])[0], values(x)[i]!, 1e-13);
    });
  }
});

test('the derivative of a backward formula reaches the cotangent and the saved output', () => {
  const tanh = formulaOf(1, 0, ([x]) => e.tanh(x));
  const { formula } = pullback(tanh);
  const again = pullback(formula);
  expect(formatFormula(again.formula)).toBe('x0 * (1 - x2 * x2)\n-(x0 * x1 * x2) - x0 * x1 * x2');
  expect(again.wrt).toEqual([0, 1]);
});

test('mixed derivatives of pow are symmetric', () => {
  const pow = formulaOf(2, 0, ([a, b]) => e.pow(a, b));
  const partial = (formula: Formula, i: number): Formula => {
    const { formula: backward, uses } = pullback(formula, [i === 0, i === 1]);
    const values = [
      e.const(1),
      ...uses.inputs.map((k) => inputAt(k)),
      ...uses.outputs.map((k) => formula.outputs[k] as Num),
    ];
    const rewrite = rewriter((node) => (node.kind === 'input' ? values[node.index] : undefined));
    return { ...formula, outputs: backward.outputs.map(rewrite) };
  };
  for (const point of binaryPoints.pow) {
    const ab = evaluate(partial(partial(pow, 0), 1), point)[0]!;
    expectClose(evaluate(partial(partial(pow, 1), 0), point)[0], ab, 1e-13);
    expectClose(
      ab,
      slope((t) => evaluate(partial(pow, 0), [point[0], t])[0]!, point[1]),
      1e-8,
    );
  }
});
