import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DType } from '../src/dtype.ts';
import * as e from '../src/formula/builder.ts';
import type { Bool, Expr, Formula, Num } from '../src/formula/formula.ts';
import { formulaOf } from '../src/formula/formula-of.ts';
import { referenceKernels } from '../src/kernels/reference/reference.ts';
import { setStrict } from '../src/kernels/simd/features.ts';
import { mapFallbacks } from '../src/kernels/simd/map.ts';
import { simdKernels } from '../src/kernels/simd/simd.ts';
import { BufferMemory } from '../src/memory/buffer-memory.ts';
import { LinearMemory } from '../src/memory/linear-memory.ts';
import type { Operand } from '../src/memory/memory.ts';
import { functions } from './formula-functions.ts';
import { elementsOf, expectElements, operand, operands, shapes } from './kernel-operands.ts';

const memory = new LinearMemory();

function copyOf(x: Operand): Operand {
  const storage = memory.allocate(x.dtype, x.storage.length);
  storage.pin();
  storage.data.set(x.storage.data);
  return { ...x, storage };
}

/** Halves, whose sums and products of a few are the same in float32 and float64. */
function halved(x: Operand): Operand {
  const { data } = x.storage;
  for (let i = 0; i < data.length; i++) data[i] = Math.round(data[i]! * 2) / 2;
  return x;
}

const unary = ['neg', 'abs', 'sign', 'floor', 'ceil', 'round', 'trunc', 'relu'] as const;
const binary = ['add', 'sub', 'mul', 'maximum', 'minimum', 'fmax', 'fmin', 'copysign'] as const;
const dividing = ['fmod', 'remainder', 'floorDivide', 'truncDivide'] as const;
const compares = ['eq', 'ne', 'lt', 'le', 'gt', 'ge'] as const;
const tests = ['isNan', 'isInf', 'isFinite', 'signBit'] as const;
const logics = ['and', 'or', 'xor'] as const;

const inputs = 3;
const scalars = 1;

/** Formulas whose values on halves take no rounding. */
const expressions = fc.letrec<{ num: Num; bool: Bool }>((tie) => ({
  num: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(
      fc.nat(inputs - 1).map((index): Num => ({ kind: 'input', type: 'number', index })),
      fc.constant<Num>({ kind: 'scalar', type: 'number', index: 0 }),
      fc.constantFrom(1, -2, 0.5, 0, -0, Number.POSITIVE_INFINITY, Number.NaN).map((value) => e.const(value)),
    ),
    fc.tuple(fc.constantFrom(...unary), tie('num')).map(([fn, x]) => functions[fn](x)),
    fc.tuple(fc.constantFrom(...binary), tie('num'), tie('num')).map(([fn, a, b]) => functions[fn](a, b)),
    fc.tuple(fc.constantFrom(...dividing), tie('num')).map(([fn, a]) => functions[fn](a, -2)),
    fc.tuple(tie('num'), tie('num')).map(([a, b]) => e.add(e.mul(a, b), e.sub(a, e.mul(b, b)))),
    fc.tuple(tie('bool'), tie('num'), tie('num')).map(([c, a, b]) => e.where(c, a, b)),
    tie('bool').map((c) => e.toNumber(c)),
  ),
  bool: fc.oneof(
    { maxDepth: 3 },
    fc.tuple(fc.constantFrom(...compares), tie('num'), tie('num')).map(([fn, a, b]) => functions[fn](a, b)),
    fc.tuple(fc.constantFrom(...tests), tie('num')).map(([fn, x]) => functions[fn](x)),
    fc.tuple(fc.constantFrom(...logics), tie('bool'), tie('bool')).map(([fn, a, b]) => functions[fn](a, b)),
    tie('bool').map((x) => e.not(x)),
  ),
}));

const integerUnary = ['neg', 'abs', 'sign', 'floor', 'relu'] as const;
const integerBinary = ['add', 'sub', 'mul', 'maximum', 'minimum', 'fmax', 'fmin'] as const;

const integers = fc.letrec<{ num: Num; bool: Bool }>((tie) => ({
  num: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.oneof(
      fc.nat(inputs - 1).map((index): Num => ({ kind: 'input', type: 'number', index })),
      fc.constant<Num>({ kind: 'scalar', type: 'number', index: 0 }),
      fc.constantFrom(0, -1, 3, 65535, 2147483647, -2147483648).map((value) => e.const(value)),
    ),
    fc.tuple(fc.constantFrom(...integerUnary), tie('num')).map(([fn, x]) => functions[fn](x)),
    fc.tuple(fc.constantFrom(...integerBinary), tie('num'), tie('num')).map(([fn, a, b]) => functions[fn](a, b)),
    fc.tuple(tie('bool'), tie('num'), tie('num')).map(([c, a, b]) => e.where(c, a, b)),
    tie('bool').map((c) => e.toNumber(c)),
  ),
  bool: fc.oneof(
    { maxDepth: 3 },
    fc.tuple(fc.constantFrom(...compares), tie('num'), tie('num')).map(([fn, a, b]) => functions[fn](a, b)),
    fc.tuple(fc.constantFrom(...tests), tie('num')).map(([fn, x]) => functions[fn](x)),
    tie('bool').map((x) => e.not(x)),
  ),
}));

const mixed = fc.constantFrom<DType>('float32', 'float32', 'float32', 'int32', 'uint8', 'bool');

interface Kind {
  readonly expressions: fc.Arbitrary<Expr>;
  readonly results: readonly DType[];
  readonly operands: fc.Arbitrary<DType>;
  readonly scalars: readonly number[];
}

const floatKind: Kind = {
  expressions: fc.oneof(expressions.num, expressions.bool),
  results: ['float32', 'float32', 'bool'],
  operands: mixed,
  scalars: [1.5, -2, 0, -0, Number.NaN, Number.NEGATIVE_INFINITY],
};

const integerKind: Kind = {
  expressions: fc.oneof(integers.num, integers.bool),
  results: ['int32', 'int32', 'uint8', 'bool'],
  operands: fc.constantFrom<DType>('int32', 'int32', 'uint8', 'bool'),
  scalars: [2, 0, -7, 2147483647, -2147483648],
};

const calls = (kind: Kind) =>
  shapes.chain((shape) =>
    fc.record({
      outputs: fc.array(kind.expressions, { minLength: 1, maxLength: 3 }).chain((outputs) =>
        fc.tuple(
          ...outputs.map((expr: Expr) =>
            fc
              .constantFrom<DType>(...kind.results)
              .chain((dtype) => operands(dtype, shape, { repeats: false }))
              .map((out) => ({ expr, out })),
          ),
        ),
      ),
      inputs: fc.tuple(
        ...Array.from({ length: inputs }, () =>
          fc
            .tuple(kind.operands, fc.nat(shape.length), fc.tuple(...shape.map(() => fc.boolean())))
            .chain(([dtype, skip, ones]) =>
              operands(dtype, shape.map((size, d) => (ones[d] && d % 2 === 0 ? 1 : size)).slice(skip === 1 ? 1 : 0), {
                special: true,
                range: dtype === 'uint8' ? [0, 9] : [-9, 9],
              }),
            ),
        ),
      ),
      scalar: fc.constantFrom(...kind.scalars),
    }),
  );

const same = (a: readonly number[], b: readonly number[]): boolean => a.every((x, i) => Object.is(x, b[i]));

/** The result of the kernels is that of the reference loops, and what lies beside it in the storage is left alone. */
function expectSame(
  formula: Formula,
  ins: readonly Operand[],
  outs: readonly Operand[],
  s: readonly number[],
  integer: boolean,
): void {
  const wanted = outs.map(copyOf);
  referenceKernels.map(formula, ins, wanted, s, integer);
  simdKernels.map(formula, ins, outs, s, integer);
  for (const [i, out] of outs.entries()) {
    expect(same([...out.storage.data], [...wanted[i]!.storage.data])).toBe(true);
  }
}

function expectSameOfAny(kind: Kind): void {
  const before = mapFallbacks();
  fc.assert(
    fc.property(calls(kind), ({ outputs, inputs: ins, scalar }) => {
      const formula = { inputs, scalars, outputs: outputs.map(({ expr }) => expr) };
      const outs = outputs.map(({ out }) => halved(out));
      expectSame(formula, ins.map(halved), outs, [scalar], kind === integerKind);
    }),
    { numRuns: 500 },
  );
  expect(mapFallbacks()).toBe(before);
}

test.each([true, false])(
  'any formula gives what the reference gives, in any layout and mix of dtypes (strict: %s)',
  (strict) => {
    setStrict(strict);
    try {
      expectSameOfAny(floatKind);
    } finally {
      setStrict(false);
    }
  },
);

test('any formula of integers gives what the reference gives, in any layout and mix of dtypes', () => {
  expectSameOfAny(integerKind);
});

test('outputs may be inputs, whatever their strides', () => {
  const pairs = shapes.chain((shape) => {
    const one = operands('float32', shape, { repeats: false, special: true });
    return fc.tuple(one, one, fc.array(expressions.num, { minLength: 2, maxLength: 2 }));
  });
  fc.assert(
    fc.property(pairs, ([x, y, outputs]) => {
      const formula = { inputs: 2, scalars, outputs: outputs.map((out) => e.add(out, e.const(1))) };
      const twoInputs = !JSON.stringify(outputs).includes('"index":2');
      fc.pre(twoInputs);
      const [a, b] = [copyOf(halved(x)), copyOf(halved(y))];
      referenceKernels.map(formula, [a, b], [a, b], [0.5], false);
      simdKernels.map(formula, [x, y], [x, y], [0.5], false);
      expect(same(elementsOf(x), elementsOf(a)) && same(elementsOf(y), elementsOf(b))).toBe(true);
    }),
  );
});

test('formulas may have more constants than there is room for in memory', () => {
  const out = operand('float32', [5]);
  const ones = operand('float32', [5], [1, 1, 1, 1, 1]);
  for (let k = 0; k < 60; k++) {
    let sum: Num = e.const(0);
    // 100 constants that no other formula has
    const scaled = formulaOf(1, 0, ([x]) => {
      for (let i = 0; i < 100; i++) sum = e.add(sum, e.mul(x, 1 + (k * 100 + i) / 8192));
      return sum;
    });
    simdKernels.map(scaled, [ones], [out], [], false);
    const want = 100 + (k * 10000 + 4950) / 8192;
    expectElements(out, [want, want, want, want, want], 1e-5);
  }
});

const twice = formulaOf(1, 0, ([x]) => e.add(x, x));

test.each<[string, () => Operand, () => Operand]>([
  ['float64', () => operand('float64', [3], [1, 2, 3]), () => operand('float64', [3])],
  ['what lies outside of the linear memory', () => outside([1, 2, 3]), () => outside([0, 0, 0])],
])('%s is left to the reference loops', (_, input, output) => {
  const before = mapFallbacks();
  const out = output();
  simdKernels.map(twice, [input()], [out], [], false);
  expect(elementsOf(out)).toEqual([2, 4, 6]);
  expect(mapFallbacks()).toBe(before + 1);
});

function outside(elements: readonly number[]): Operand {
  const storage = new BufferMemory().allocate('float32', elements.length);
  storage.data.set(elements);
  return { storage, dtype: 'float32', shape: [elements.length], strides: [1], offset: 0 };
}
