import type { WasmFunction } from '../../web-assembly.ts';
import type { FunctionBuilder, FunctionRef, Local } from '../assembler/function-builder.ts';
import * as i16x8 from '../assembler/instructions/i16x8.ts';
import * as i32 from '../assembler/instructions/i32.ts';
import * as i32x4 from '../assembler/instructions/i32x4.ts';
import * as i64 from '../assembler/instructions/i64.ts';
import * as v128 from '../assembler/instructions/v128.ts';
import { ModuleBuilder } from '../assembler/module-builder.ts';
import { type RowOperand, type VectorTask, vectorsOf } from './emit-formula.ts';
import { fusesMultiplyAdd } from './features.ts';
import {
  bytesPerOperand,
  lengthAddress,
  operandsAddress,
  rowsAddress,
  scalarsAddress,
  stagingAddress,
} from './frame.ts';
import { instantiate } from './instantiate.ts';
import { type ElementFunction, rates, type Vector, VectorGraph } from './vector.ts';
import { VectorCode } from './vector-code.ts';

const lanes = 4;
const bytesPerVector = 16;
/** So many vectors short formulas work on in a round of the loop: adding 16384 elements takes 2.1 instead of 2.4 µs. */
const unrolled = 4;
/** Formulas of more instructions gain nothing by it. */
const shortFormula = 12;
const sizeOf = ({ dtype }: RowOperand): number => (dtype === 'float32' || dtype === 'int32' ? 4 : 1);

/**
 * The module of a formula over operands of these kinds, `run` of which works on the rows that the frame names;
 * `undefined` where the formula cannot run on vectors. Inputs may be read up to 15 bytes beyond their last element.
 */
export function formulaModule(
  task: VectorTask,
): { module: ModuleBuilder; functions: Readonly<Record<string, WasmFunction>> } | undefined {
  const graph = new VectorGraph(fusesMultiplyAdd());
  const results = vectorsOf(graph, task);
  if (!results) return undefined;
  const module = new ModuleBuilder();
  const refs = new Map<ElementFunction, FunctionRef>();
  const functions: Record<string, WasmFunction> = {};
  for (const { source, operands } of graph.vectors) {
    if (source.kind !== 'elements' || refs.has(source.fn)) continue;
    const name = `f${refs.size}`;
    const count = operands.length - (source.masked ? 2 : 0);
    refs.set(source.fn, module.importFunction(name, new Array<'f64'>(count).fill('f64'), ['f64']));
    functions[name] = source.fn;
  }
  module.func('run', [], [], (f) => writeRun(f, task, results, refs));
  return { module, functions };
}

/** The compiled `run` of {@link formulaModule}. */
export function formulaKernel(task: VectorTask): (() => void) | undefined {
  const made = formulaModule(task);
  return made && instantiate<'run'>(made.module, made.functions).run;
}

function writeRun(
  f: FunctionBuilder,
  { inputs, outputs }: VectorTask,
  results: readonly Vector[],
  functions: ReadonlyMap<ElementFunction, FunctionRef>,
): void {
  const operands = [...outputs, ...inputs];
  const placeOf = (operand: number): number => operandsAddress + operand * bytesPerOperand;
  const starts = f.localsOf('i32', operands.length);
  const pointers = operands.map(({ repeats }, i) => (repeats ? starts[i]! : f.local('i32')));
  const isShort = countInstructions(results) <= shortFormula;
  const [rows, vectors, rest, staged] = f.localsOf('i32', 4) as [Local, Local, Local, Local];

  // which vector of a round is computed
  let place = 0;
  const code = new VectorCode(f, results, functions, (leaf) => {
    if (leaf.kind === 'scalar') f.i32(0).memory(v128.load32_splat, scalarsAddress + 4 * leaf.index);
    else pushInput(f, inputs[leaf.index]!, pointers[outputs.length + leaf.index]!, place);
  });

  const values = results.length > 1 ? f.localsOf('v128', results.length) : [];
  const store = (output: number, push: () => void): void => {
    f.get(pointers[output]!);
    push();
    const bytes = sizeOf(outputs[output]!);
    if (bytes === 4) f.memory(v128.store, place * bytesPerVector);
    else f.storeLane(0, place * lanes);
  };
  const step = (): void => {
    code.next();
    if (values.length === 0) store(0, () => code.push(results[0]!));
    // outputs may be inputs: all are computed before the first is stored
    for (const [i, value] of values.entries()) {
      code.push(results[i]!);
      f.set(value);
    }
    for (const [i, value] of values.entries()) store(i, () => f.get(value));
  };
  const round = (steps: number): void => {
    for (place = 0; place < steps; place++) step();
    place = 0;
    for (const [i, operand] of operands.entries()) {
      if (!operand.repeats) f.increment(pointers[i]!, steps * lanes * sizeOf(operand));
    }
  };

  f.i32(0).memory(i32.load, rowsAddress).set(rows);
  for (const [i, start] of starts.entries()) f.i32(0).memory(i32.load, placeOf(i)).set(start);
  code.hoist(rates.call);
  f.repeat(rows, () => {
    for (const [i, start] of starts.entries()) if (!operands[i]!.repeats) f.get(start).set(pointers[i]!);
    code.hoist(rates.row);
    f.i32(0).memory(i32.load, lengthAddress).i32(2).op(i32.shr_u).set(vectors);
    if (isShort) {
      f.get(vectors).i32(2).op(i32.shr_u).set(staged);
      f.repeat(staged, () => round(unrolled));
      f.get(vectors).i32(3).op(i32.and).set(vectors);
    }
    f.i32(0).memory(i32.load, lengthAddress).i32(3).op(i32.and).set(rest);
    f.i32(0).set(staged);
    // the second round is for what is left of the row: one vector, whose results are staged
    f.block(() => {
      f.loop(() => {
        f.repeat(vectors, () => round(1));
        f.get(rest).op(i32.eqz).branchIf(1);
        f.get(staged).if(() => {
          for (let i = 0; i < outputs.length; i++) unstage(f, outputs[i]!, i, starts[i]!, rest);
          f.branch(2);
        });
        for (let i = 0; i < outputs.length; i++) f.i32(stagingAddress + i * bytesPerVector).set(pointers[i]!);
        f.i32(1).tee(vectors).set(staged);
        f.branch(0);
      });
    });
    for (const [i, start] of starts.entries()) {
      f.get(start)
        .i32(0)
        .memory(i32.load, placeOf(i) + 4)
        .op(i32.add)
        .set(start);
    }
  });
}

/** Four elements as they are, bytes widened to int32. */
function pushInput(f: FunctionBuilder, operand: RowOperand, pointer: Local, place: number): void {
  f.get(pointer);
  if (operand.repeats) {
    if (sizeOf(operand) === 4) f.memory(v128.load32_splat);
    else f.memory(i32.load8_u).op(i32x4.splat);
  } else if (sizeOf(operand) === 4) f.memory(v128.load, place * bytesPerVector);
  else
    f.memory(v128.load32_zero, place * lanes)
      .op(i16x8.extend_low_i8x16_u)
      .op(i32x4.extend_low_i16x8_u);
}

/** Puts the last one to three elements of a row where they belong. */
function unstage(f: FunctionBuilder, output: RowOperand, index: number, start: Local, rest: Local): void {
  const staging = stagingAddress + index * bytesPerVector;
  const size = sizeOf(output);
  const target = f.local('i32');
  const pair = f.local('i32');
  f.get(start).i32(0).memory(i32.load, lengthAddress).get(rest).op(i32.sub);
  f.i32(size).op(i32.mul).op(i32.add).set(target);
  f.get(rest).i32(2).op(i32.and).i32(size).op(i32.mul).tee(pair);
  f.if(() => {
    f.get(target).i32(0);
    if (size === 4) f.memory(i64.load, staging).memory(i64.store);
    else f.memory(i32.load16_u, staging).memory(i32.store16);
  });
  f.get(rest).i32(1).op(i32.and);
  f.if(() => {
    f.get(target).get(pair).op(i32.add).get(pair);
    if (size === 4) f.memory(i32.load, staging).memory(i32.store);
    else f.memory(i32.load8_u, staging).memory(i32.store8);
  });
}

function countInstructions(results: readonly Vector[]): number {
  const seen = new Set<Vector>();
  const visit = (vector: Vector): void => {
    if (seen.has(vector) || vector.rate < rates.vector) return;
    seen.add(vector);
    for (const operand of vector.operands) visit(operand);
  };
  for (const result of results) visit(result);
  return seen.size;
}
