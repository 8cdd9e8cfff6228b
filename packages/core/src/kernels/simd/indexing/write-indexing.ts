import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import * as f32 from '../../assembler/instructions/f32.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';

/** From so many bytes on a call of memory.copy costs less than a loop. */
const longCopy = 256;

/** Adds `areWithin`: 1 if `count` indices are all in [-below, size), else 0. */
export function writeAreWithin(module: ModuleBuilder): void {
  module.func('areWithin', ['i32', 'i32', 'i32', 'i32'], ['i32'], (f, index, count, size, below) => {
    f.repeat(count, () => {
      f.get(index).memory(i32.load).get(below).op(i32.add).get(size).get(below).op(i32.add).op(i32.ge_u);
      f.if(() => f.i32(0).return());
      f.increment(index, 4);
    });
    f.i32(1);
  });
}

/** Leaves `base + step` times the index at an address; a negative one counts from `size`. */
function pushRow(f: FunctionBuilder, base: Local, index: Local, step: Local, size: Local): void {
  f.get(base).get(index).memory(i32.load).get(size).i32(0).get(index).memory(i32.load).i32(0).op(i32.lt_s);
  f.select().op(i32.add).get(step).op(i32.mul).op(i32.add);
}

/** Writes the walk of addresses over a row of `bytes`: `whole` for each 16 of them, `single` for each 4 that remain. */
function eachPart(
  f: FunctionBuilder,
  addresses: readonly Local[],
  bytes: Local,
  whole: () => void,
  single: () => void,
): void {
  const count = f.local('i32');
  const walk = (part: number, body: () => void): void => {
    f.repeat(count, () => {
      body();
      for (const address of addresses) f.increment(address, part);
    });
  };
  f.get(bytes).i32(4).op(i32.shr_u).set(count);
  walk(16, whole);
  f.get(bytes).i32(2).op(i32.shr_u).i32(3).op(i32.and).set(count);
  walk(4, single);
}

/**
 * Adds `pickRows`, which copies the rows that indices name to rows in their order, and `putRows`, which does the
 * inverse: `rows` are `rowStep` bytes apart, those that are `named` by the indices `namedStep`.
 */
export function writeCopyRows(module: ModuleBuilder, name: 'pickRows' | 'putRows'): void {
  module.func(
    name,
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (f, named, namedStep, size, index, count, rows, rowStep, bytes) => {
      const [other, row] = f.localsOf('i32', 2);
      const [from, to] = name === 'pickRows' ? [other, row] : [row, other];
      f.repeat(count, () => {
        pushRow(f, named, index, namedStep, size);
        f.set(other).get(rows).set(row);
        f.get(bytes)
          .i32(longCopy)
          .op(i32.ge_u)
          .if(
            () => f.get(to).get(from).get(bytes).memoryCopy(),
            () =>
              eachPart(
                f,
                [to, from],
                bytes,
                () => f.get(to).get(from).memory(v128.load).memory(v128.store),
                () => f.get(to).get(from).memory(i32.load).memory(i32.store),
              ),
          );
        f.increment(index, 4).advance(rows, rowStep);
      });
    },
  );
}

/** Adds `addRows`, as `putRows`, which adds float32 to what is there. */
export function writeAddRows(module: ModuleBuilder): void {
  module.func(
    'addRows',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (f, named, namedStep, size, index, count, rows, rowStep, bytes) => {
      const [from, to] = f.localsOf('i32', 2);
      f.repeat(count, () => {
        pushRow(f, named, index, namedStep, size);
        f.set(to).get(rows).set(from);
        eachPart(
          f,
          [to, from],
          bytes,
          () => {
            f.get(to).get(to).memory(v128.load).get(from).memory(v128.load).op(f32x4.add).memory(v128.store);
          },
          () => f.get(to).get(to).memory(f32.load).get(from).memory(f32.load).op(f32.add).memory(f32.store),
        );
        f.increment(index, 4).advance(rows, rowStep);
      });
    },
  );
}

/** What is done with an element that an index names and one in order. */
export type NamedFunction = 'gatherNamed' | 'setNamed' | 'addNamed' | 'addNamedIntegers';

/**
 * Adds a function over `count` indices, `indexStep` bytes apart: each names an element by its distance of so many
 * `dimStep` bytes from `named`, which moves on by `namedStep`; the other elements are `otherStep` apart.
 */
export function writeNamed(module: ModuleBuilder, name: NamedFunction): void {
  module.func(
    name,
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (f, index, indexStep, named, namedStep, dimStep, other, otherStep, count) => {
      const at = f.local('i32');
      f.repeat(count, () => {
        f.get(named).get(index).memory(i32.load).get(dimStep).op(i32.mul).op(i32.add).set(at);
        if (name === 'gatherNamed') f.get(other).get(at).memory(i32.load);
        else f.get(at).get(other).memory(i32.load);
        if (name === 'addNamed') {
          f.op(f32.reinterpret_i32).get(at).memory(f32.load).op(f32.add).memory(f32.store);
        } else {
          if (name === 'addNamedIntegers') f.get(at).memory(i32.load).op(i32.add);
          f.memory(i32.store);
        }
        f.advance(index, indexStep).advance(named, namedStep).advance(other, otherStep);
      });
    },
  );
}
