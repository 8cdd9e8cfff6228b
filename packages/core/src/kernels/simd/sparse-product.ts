import type { Operand } from '../../memory/memory.ts';
import { takeScratch } from '../../memory/scratch.ts';
import { wasmMemory } from '../../memory/wasm-memory.ts';
import { isContiguous, sizeOf } from '../../shape.ts';
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts';
import * as f32 from '../assembler/instructions/f32.ts';
import * as f32x4 from '../assembler/instructions/f32x4.ts';
import * as i32 from '../assembler/instructions/i32.ts';
import * as v128 from '../assembler/instructions/v128.ts';
import type { ModuleBuilder } from '../assembler/module-builder.ts';
import type { SparseMatrix } from '../sparse-product.ts';
import { elementBytes, vectorBytes } from './bytes.ts';
import { copyVectors } from './copy.ts';
import { oneFunction } from './one-function.ts';
import { addressOf, isFloat32, isPlain, type VectorOperand } from './operands.ts';
import { scratchLike } from './rows/logit-rows.ts';

export function sparseProduct(input: Operand, dim: number, matrix: SparseMatrix, out: Operand): boolean {
  if (!isFloat32(input) || !isPlain(out) || sizeOf(input.shape) === 0 || sizeOf(out.shape) === 0) return false;
  let source: VectorOperand = input;
  if (!isContiguous(input.shape, input.strides)) {
    source = scratchLike(input);
    if (!copyVectors(input, source)) return false;
  }
  const { shape } = out;
  const rows = shape[dim]!;
  const inner = sizeOf(shape.slice(dim + 1));
  const outer = sizeOf(shape.slice(0, dim));
  const stepBytes = input.shape[dim]! * inner * elementBytes;
  const at = writeMatrix(matrix, inner * elementBytes);
  const run = inner === 1 ? gathered() : combined();
  run(outer, addressOf(source), stepBytes, rows, inner, at.counts, at.columns, at.values, addressOf(out));
  return true;
}

/** Puts a matrix into scratch, with columns as distances in bytes. */
function writeMatrix(
  { counts, columns, values }: SparseMatrix,
  columnBytes: number,
): Readonly<Record<keyof SparseMatrix, number>> {
  const rows = counts.length;
  const address = takeScratch((rows + 2 * columns.length) * elementBytes);
  const { buffer } = wasmMemory()!;
  new Int32Array(buffer, address, rows).set(counts);
  const columnsAt = address + rows * elementBytes;
  const distances = new Int32Array(buffer, columnsAt, columns.length);
  for (let i = 0; i < columns.length; i++) distances[i] = columns[i]! * columnBytes;
  const valuesAt = columnsAt + columns.length * elementBytes;
  new Float32Array(buffer, valuesAt, values.length).set(values);
  return { counts: address, columns: columnsAt, values: valuesAt };
}

/** Along a dimension that is not the last: multiples of rows of `inner` elements, added up. */
const combined = /* @__PURE__ */ oneFunction((module: ModuleBuilder) => {
  module.func('combine', parameters, [], (f, outer, input, step, rows, inner, counts, columns, values, out) => {
    const [count, column, value, left, elements, vectors, rest] = f.localsOf('i32', 7);
    const [from, to, bytes] = f.localsOf('i32', 3);
    const factor = f.local('v128');
    f.get(inner).i32(2).op(i32.shl).set(bytes);
    f.get(inner).i32(2).op(i32.shr_u).set(vectors);
    f.get(inner).i32(3).op(i32.and).set(rest);
    /** Writes the next multiple of a row, or adds it to what stands there. */
    const pass = (adds: boolean): void => {
      f.get(value).memory(v128.load32_splat).set(factor);
      f.get(input).get(column).memory(i32.load).op(i32.add).set(from).get(out).set(to);
      f.get(vectors).set(elements);
      f.repeat(elements, () => {
        f.get(to).get(from).memory(v128.load).get(factor).op(f32x4.mul);
        if (adds) f.get(to).memory(v128.load).op(f32x4.add);
        f.memory(v128.store).increment(from, vectorBytes).increment(to, vectorBytes);
      });
      f.get(rest).set(elements);
      f.repeat(elements, () => {
        f.get(to).get(from).memory(f32.load).get(value).memory(f32.load).op(f32.mul);
        if (adds) f.get(to).memory(f32.load).op(f32.add);
        f.memory(f32.store).increment(from, elementBytes).increment(to, elementBytes);
      });
      f.increment(column, elementBytes).increment(value, elementBytes);
    };
    eachRow(
      f,
      outer,
      rows,
      { counts, columns, values },
      { count, column, value, left },
      () => {
        f.get(count).if(
          () => {
            pass(false);
            f.increment(count, -1).repeat(count, () => pass(true));
          },
          () => f.get(out).i32(0).get(bytes).memoryFill(),
        );
        f.advance(out, bytes);
      },
      () => f.advance(input, step),
    );
  });
});

/**
 * Along the last dimension: elements here and there of four vectors at a time, which share what the matrix says. Where
 * fewer than four remain, the last one is taken several times.
 */
const gathered = /* @__PURE__ */ oneFunction((module: ModuleBuilder) => {
  module.func('gather', parameters, [], (f, outer, input, step, rows, _, counts, columns, values, out) => {
    const [count, column, value, left, last, lastOut, outStep, quads] = f.localsOf('i32', 8);
    const from = f.localsOf('i32', 4);
    const to = f.localsOf('i32', 4);
    const [sum, lanes] = f.localsOf('v128', 2);
    f.get(rows).i32(2).op(i32.shl).set(outStep);
    const lastOf = (first: Local, by: Local, target: Local): void => {
      f.get(outer).i32(-1).op(i32.add).get(by).op(i32.mul).get(first).op(i32.add).set(target);
    };
    lastOf(input, step, last);
    lastOf(out, outStep, lastOut);
    f.get(outer).i32(3).op(i32.add).i32(2).op(i32.shr_u).set(quads);
    /** Leaves products of the next element of the matrix. */
    const pushProducts = (): void => {
      for (let lane = 0; lane < 4; lane++) {
        f.get(from[lane]!).get(column).memory(i32.load).op(i32.add);
        if (lane === 0) f.memory(v128.load32_zero);
        else f.get(lanes).loadLane(lane);
        f.set(lanes);
      }
      f.get(lanes).get(value).memory(v128.load32_splat).op(f32x4.mul);
      f.increment(column, elementBytes).increment(value, elementBytes);
    };
    /** Four addresses from one on, none beyond the last, and the one after them. */
    const spread = (next: Local, by: Local, end: Local, addresses: readonly Local[]): void => {
      for (const address of addresses) {
        f.get(next).get(end).get(next).get(end).op(i32.lt_u).select().set(address);
        f.advance(next, by);
      }
    };
    spread(input, step, last, from);
    spread(out, outStep, lastOut, to);
    eachRow(
      f,
      quads,
      rows,
      { counts, columns, values },
      { count, column, value, left },
      () => {
        f.get(count).if(
          () => {
            pushProducts();
            f.set(sum).increment(count, -1);
            f.repeat(count, () => {
              f.get(sum);
              pushProducts();
              f.op(f32x4.add).set(sum);
            });
          },
          () => f.f32x4(0).set(sum),
        );
        for (const [lane, address] of to.entries())
          f.get(address).get(sum).storeLane(lane).increment(address, elementBytes);
      },
      () => {
        spread(input, step, last, from);
        spread(out, outStep, lastOut, to);
      },
    );
  });
});

const parameters = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const;

interface Reading {
  readonly count: Local;
  readonly column: Local;
  readonly value: Local;
  readonly left: Local;
}

/** Goes through the rows of the matrix `times`: `row` must pass over the `count` elements of each, `next` prepares for the next time. */
function eachRow(
  f: FunctionBuilder,
  times: Local,
  rows: Local,
  { counts, columns, values }: Readonly<Record<keyof SparseMatrix, Local>>,
  { count, column, value, left }: Reading,
  row: () => void,
  next: () => void,
): void {
  const countAt = f.local('i32');
  f.repeat(times, () => {
    f.get(counts).set(countAt).get(columns).set(column).get(values).set(value).get(rows).set(left);
    f.repeat(left, () => {
      f.get(countAt).memory(i32.load).set(count).increment(countAt, elementBytes);
      row();
    });
    next();
  });
}
