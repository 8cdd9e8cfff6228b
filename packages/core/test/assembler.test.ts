import { expect, test } from 'vitest';
import { pushSigned, pushUnsigned } from '../src/kernels/assembler/encoding.ts';
import type { VectorInstruction } from '../src/kernels/assembler/instruction.ts';
import * as f32 from '../src/kernels/assembler/instructions/f32.ts';
import * as f32x4 from '../src/kernels/assembler/instructions/f32x4.ts';
import * as f64x2 from '../src/kernels/assembler/instructions/f64x2.ts';
import * as i8x16 from '../src/kernels/assembler/instructions/i8x16.ts';
import * as i16x8 from '../src/kernels/assembler/instructions/i16x8.ts';
import * as i32 from '../src/kernels/assembler/instructions/i32.ts';
import * as i32x4 from '../src/kernels/assembler/instructions/i32x4.ts';
import * as i64x2 from '../src/kernels/assembler/instructions/i64x2.ts';
import * as v128 from '../src/kernels/assembler/instructions/v128.ts';
import { ModuleBuilder } from '../src/kernels/assembler/module-builder.ts';
import { instantiate } from '../src/kernels/simd/instantiate.ts';
import { takePages } from '../src/memory/linear-heap.ts';
import { wasmMemory } from '../src/memory/wasm-memory.ts';
import { webAssembly } from '../src/web-assembly.ts';

test.each([
  [0, [0]],
  [127, [0x7f]],
  [128, [0x80, 0x01]],
  [624485, [0xe5, 0x8e, 0x26]],
  [0xffffffff, [0xff, 0xff, 0xff, 0xff, 0x0f]],
])('%d is written as unsigned LEB128', (value, bytes) => {
  const written: number[] = [];
  pushUnsigned(written, value);
  expect(written).toEqual(bytes);
});

test.each([
  [0, [0]],
  [-1, [0x7f]],
  [63, [0x3f]],
  [64, [0xc0, 0x00]],
  [-64, [0x40]],
  [-65, [0xbf, 0x7f]],
  [-123456, [0xc0, 0xbb, 0x78]],
  [-2147483648, [0x80, 0x80, 0x80, 0x80, 0x78]],
])('%d is written as signed LEB128', (value, bytes) => {
  const written: number[] = [];
  pushSigned(written, value);
  expect(written).toEqual(bytes);
});

test('constants come back as they went in', () => {
  const module = new ModuleBuilder();
  const integers = [0, 1, -1, 63, 64, -64, -65, 8191, 8192, 2147483647, -2147483648];
  const floats = [0, 1.5, -3.25, 1e-45, Number.MAX_VALUE, Number.POSITIVE_INFINITY];
  for (const [i, value] of integers.entries()) module.func(`i${i}`, [], ['i32'], (f) => f.i32(value));
  for (const [i, value] of floats.entries()) {
    module.func(`d${i}`, [], ['f64'], (f) => f.f64(value));
    module.func(`f${i}`, [], ['f32'], (f) => f.f32(value));
  }
  const run = instantiate(module);
  expect(integers.map((_, i) => run[`i${i}`]!())).toEqual(integers);
  expect(floats.map((_, i) => run[`d${i}`]!())).toEqual(floats);
  expect(floats.map((_, i) => run[`f${i}`]!())).toEqual(floats.map(Math.fround));
});

test('loops, branches, calls, local variables and memory work together', () => {
  const module = new ModuleBuilder();
  const square = module.func(undefined, ['f32'], ['f32'], (f, x) => f.get(x!).get(x!).op(f32.mul));
  // the sum of squares of `count` float32
  module.func('sumOfSquares', ['i32', 'i32'], ['f32'], (f, pointer, count) => {
    const sum = f.local('f32');
    f.repeat(count!, () => {
      f.get(pointer!).memory(f32.load).call(square).get(sum).op(f32.add).set(sum);
      f.increment(pointer!, 4);
    });
    f.get(sum);
  });
  module.func('sign', ['i32'], ['i32'], (f, x) => {
    const result = f.local('i32');
    f.get(x!)
      .i32(0)
      .op(i32.lt_s)
      .if(
        () => f.i32(-1).set(result),
        () => f.get(x!).i32(0).op(i32.gt_s).set(result),
      );
    f.get(result);
  });
  const { sumOfSquares, sign } = instantiate<'sumOfSquares' | 'sign'>(module);
  const address = takePages(64);
  new Float32Array(wasmMemory()!.buffer, address, 4).set([1, 2, 3, 4]);
  expect(sumOfSquares(address, 4)).toBe(30);
  expect(sumOfSquares(address, 0)).toBe(0);
  expect([-5, 0, 7].map((x) => sign(x))).toEqual([-1, 0, 1]);
});

test('vectors are loaded, shuffled and stored by lane', () => {
  const module = new ModuleBuilder();
  module.func('reverse', ['i32', 'i32'], [], (f, from, to) => {
    f.get(to!).get(from!).memory(v128.load).get(from!).memory(v128.load).shuffle32([3, 2, 1, 0]);
    f.memory(v128.store);
    f.get(to!).get(from!).memory(v128.load, 16).storeLane(2, 16);
  });
  const address = takePages(128);
  const elements = new Float32Array(wasmMemory()!.buffer, address, 16);
  elements.set([1, 2, 3, 4, 5, 6, 7, 8]);
  instantiate<'reverse'>(module).reverse(address, address + 32);
  expect([...elements.subarray(8, 13)]).toEqual([4, 3, 2, 1, 7]);
});

const unary = /abs|neg|sqrt|extend|extadd|ceil|floor|trunc|nearest|\.not|splat|convert|demote|promote/;

const vectorInstructions = Object.entries({ i8x16, i16x8, i32x4, i64x2, f32x4, f64x2, v128 }).flatMap(([type, all]) =>
  Object.entries(all)
    .filter(([name, instruction]) => typeof instruction === 'number' && !/relaxed|_lane/.test(name))
    .map(([name, instruction]) => [`${type}.${name}`, instruction as VectorInstruction] as const),
);

test.each(vectorInstructions)('the host accepts %s with the operands its name promises', (name, instruction) => {
  const module = new ModuleBuilder();
  const scalar = name.endsWith('splat')
    ? ({ i: 'i32', f: name.startsWith('f64') ? 'f64' : 'f32' } as const)
    : undefined;
  const shift = /shl|shr/.test(name);
  const operands = scalar
    ? [scalar[name[0] as 'i' | 'f']]
    : shift
      ? (['v128', 'i32'] as const)
      : name === 'v128.bitselect'
        ? (['v128', 'v128', 'v128'] as const)
        : unary.test(name) || name.endsWith('true')
          ? (['v128'] as const)
          : (['v128', 'v128'] as const);
  const truth = name.endsWith('true');
  module.func(undefined, operands, [truth ? 'i32' : 'v128'], (f, ...params) => {
    for (const param of params) f.get(param);
    f.op(instruction);
  });
  expect(webAssembly()!.validate(module.bytes())).toBe(true);
});

test('a module calls functions of the host', () => {
  const module = new ModuleBuilder();
  const power = module.importFunction('power', ['f64', 'f64'], ['f64']);
  const root = module.importFunction('root', ['f64'], ['f64']);
  module.func('run', ['f64', 'f64'], ['f64'], (f, x, y) => f.get(x!).get(y!).call(power).call(root));
  expect(instantiate(module, { power: Math.pow, root: Math.sqrt }).run!(3, 4)).toBe(9);
  expect(() => module.importFunction('late', [], [])).toThrow('imported functions come first');
});
