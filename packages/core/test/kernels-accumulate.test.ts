import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dtypes,
  elementsOf,
  engines,
  expectElements,
  operand,
  operands,
  shapes,
  toleranceOf,
} from './kernel-operands.ts';

describe.each(engines)('accumulate of $name', (kernels) => {
  test.each(dtypes)('adds %s elements in any layout to elements in any layout', (dtype) => {
    const both = shapes.chain((shape) => {
      const range = [0, 100] as const;
      return fc.tuple(operands(dtype, shape, { range }), operands(dtype, shape, { range, repeats: false }));
    });
    fc.assert(
      fc.property(both, ([input, out]) => {
        const added = elementsOf(input);
        const want = elementsOf(out).map((value, i) => (dtype === 'bool' ? value | added[i]! : value + added[i]!));
        kernels.accumulate(input, out);
        expectElements(out, want, toleranceOf(dtype));
      }),
    );
  });

  test.each(dtypes)('adds several %s elements to the same one', (dtype) => {
    const base = operand(dtype, [4], [0, 1, 0, 0]);
    // two windows of three elements, which share two
    kernels.accumulate(operand(dtype, [2, 3], [1, 1, 0, 1, 1, 0]), { ...base, shape: [2, 3], strides: [1, 1] });
    expect(elementsOf(base)).toEqual(dtype === 'bool' ? [1, 1, 1, 0] : [1, 3, 1, 0]);
    kernels.accumulate(operand(dtype, [300], new Array(300).fill(1)), { ...base, shape: [300], strides: [0] });
    expect(elementsOf(base)[0]).toBe(dtype === 'bool' ? 1 : dtype === 'uint8' ? 45 : 301);
  });
});
