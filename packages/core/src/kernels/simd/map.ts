import { type DType, getDefaultDtype } from '../../dtype.ts';
import type { Formula } from '../../formula/formula.ts';
import type { Operand } from '../../memory/memory.ts';
import { markScratch, releaseScratch } from '../../memory/scratch.ts';
import { views } from '../../memory/wasm-memory.ts';
import { isContiguous, sameShape, sizeOf } from '../../shape.ts';
import { map as referenceMap } from '../reference/map.ts';
import type { RowOperand } from './emit-formula.ts';
import { fusesMultiplyAdd } from './features.ts';
import { formulaKernel } from './formula-kernel.ts';
import {
  bytesPerOperand,
  lengthAddress,
  maximumOperands,
  maximumScalars,
  operandsAddress,
  rowsAddress,
  scalarsAddress,
} from './frame.ts';
import type { VectorOperand } from './operands.ts';
import { isAcross, straight } from './transposed.ts';
import { type Walk, walkOver } from './walk.ts';

type Run = () => void;

/** The kernels of one formula, by the kinds of their operands. */
interface Variants {
  readonly keys: number[];
  readonly runs: (Run | undefined)[];
}

const variants = /* @__PURE__ */ new WeakMap<Formula, Variants>();
const counts: number[] = [];

let fallbacks = 0;

/** How many maps have run on the reference loops, for tests. */
export function mapFallbacks(): number {
  return fallbacks;
}

/** The {@link Kernels.map} of float32, in vectors; what else there is runs on the reference loops. */
export function map(
  formula: Formula,
  inputs: readonly Operand[],
  outputs: readonly Operand[],
  scalars: readonly number[],
  integer: boolean,
): void {
  if (runVectors(formula, inputs, outputs, scalars, integer)) return;
  fallbacks++;
  referenceMap(formula, inputs, outputs, scalars, integer);
}

// the kind of an operand takes three bits of a kernel's key
const kinds: readonly DType[] = ['float32', 'int32', 'uint8', 'bool'];
const repeatsBit = 4;

function kindOf(dtype: DType): number {
  if (dtype === 'float32') return 0;
  return dtype === 'bool' ? 3 : dtype === 'int32' ? 1 : dtype === 'uint8' ? 2 : -1;
}

/** Evaluates a formula in vectors. Returns false, and writes nothing, where that cannot be. */
export function runVectors(
  formula: Formula,
  inputs: readonly VectorOperand[],
  outputs: readonly VectorOperand[],
  scalars: readonly number[],
  integer: boolean,
  straightened = false,
): boolean {
  const count = outputs.length + inputs.length;
  if (count > maximumOperands || scalars.length > maximumScalars) return false;
  const { shape } = outputs[0]!;
  const size = sizeOf(shape);
  if (size === 0) return true;
  const { integers: frame, floats } = views;
  const domain = domainOf(integer);
  let key = domain;
  let isFlat = true;
  let hasFloats = false;
  for (let i = 0, place = placeOf(0); i < count; i++, place += bytesPerOperand >> 2) {
    const operand = i < outputs.length ? outputs[i]! : inputs[i - outputs.length]!;
    const { pointer } = operand.storage;
    const kind = kindOf(operand.dtype);
    if (pointer < 0 || kind < 0) return false;
    if (kind === 0) hasFloats = true;
    frame[place] = pointer + (kind < 2 ? operand.offset * 4 : operand.offset);
    frame[place + 1] = 0;
    key = key * 8 + kind;
    if (!isFlat) continue;
    if (sameShape(operand.shape, shape)) isFlat = isContiguous(shape, operand.strides);
    else if (sizeOf(operand.shape) === 1) key += repeatsBit;
    else isFlat = false;
  }
  if (!integer && !hasFloats && getDefaultDtype() !== 'float32') return false;
  let walk: Walk | undefined;
  if (!isFlat) {
    walk = walkOver(shape, outputs, inputs);
    if (walk.first === 0 && walk.end > 2 && !straightened && outputs.every(lieStraight)) {
      return runStraightened(formula, inputs, outputs, scalars, integer, walk);
    }
    key = keyOfRows(domain, walk, outputs, inputs);
  }
  const run = runOf(formula, key, inputs, outputs);
  if (!run) return false;
  for (let i = 0, place = scalarsAddress >> 2; i < scalars.length; i++, place++) {
    if (!integer) floats[place] = scalars[i]!;
    else if ((scalars[i]! | 0) === scalars[i]) frame[place] = scalars[i]!;
    else return false;
  }
  if (walk) {
    runWalk(run, walk, frame, outputs, inputs);
  } else {
    frame[rowsAddress >> 2] = 1;
    frame[lengthAddress >> 2] = size;
    run();
  }
  return true;
}

function lieStraight({ shape, strides }: VectorOperand): boolean {
  return isContiguous(shape, strides);
}

/** With inputs that are transposed copied to scratch memory. */
function runStraightened(
  formula: Formula,
  inputs: readonly VectorOperand[],
  outputs: readonly VectorOperand[],
  scalars: readonly number[],
  integer: boolean,
  walk: Walk,
): boolean {
  // the walk is that of the copies while they are made
  const across = inputs.map((_, i) => isAcross(walk, outputs.length + i));
  const mark = markScratch();
  try {
    const copies = inputs.map((input, i) => (across[i] ? straight(input) : input));
    return runVectors(formula, copies, outputs, scalars, integer, true);
  } finally {
    releaseScratch(mark);
  }
}

/** The lowest digit of a key: in which numbers a kernel computes. */
function domainOf(integer: boolean): number {
  if (integer) return 2;
  return fusesMultiplyAdd() ? 1 : 0;
}

function keyOfRows(
  domain: number,
  { first, strides }: Walk,
  outputs: readonly VectorOperand[],
  inputs: readonly VectorOperand[],
): number {
  let key = domain;
  for (let i = 0; i < outputs.length; i++) key = key * 8 + kindOf(outputs[i]!.dtype);
  for (let i = 0; i < inputs.length; i++) {
    key = key * 8 + kindOf(inputs[i]!.dtype) + (strides[first]![outputs.length + i] === 0 ? repeatsBit : 0);
  }
  return key;
}

/** Runs a kernel over two dimensions at a time; addresses stand in the frame. */
function runWalk(
  run: Run,
  { first, end, sizes, strides }: Walk,
  frame: Int32Array,
  outputs: readonly VectorOperand[],
  inputs: readonly VectorOperand[],
): void {
  const count = outputs.length + inputs.length;
  const hasRows = first + 1 < end;
  frame[lengthAddress >> 2] = sizes[first]!;
  frame[rowsAddress >> 2] = hasRows ? sizes[first + 1]! : 1;
  for (let i = 0; i < count; i++) {
    frame[placeOf(i) + 1] = hasRows ? strides[first + 1]![i]! * bytesOf(i, outputs, inputs) : 0;
  }
  const outer = first + 2;
  for (let d = outer; d < end; d++) counts[d] = 0;
  for (;;) {
    run();
    let d = outer;
    for (; d < end; d++) {
      const restart = ++counts[d]! === sizes[d];
      const steps = restart ? 1 - sizes[d]! : 1;
      for (let i = 0; i < count; i++) frame[placeOf(i)]! += steps * strides[d]![i]! * bytesOf(i, outputs, inputs);
      if (!restart) break;
      counts[d] = 0;
    }
    if (d >= end) return;
  }
}

function placeOf(operand: number): number {
  return (operandsAddress + operand * bytesPerOperand) >> 2;
}

function bytesOf(operand: number, outputs: readonly VectorOperand[], inputs: readonly VectorOperand[]): number {
  const { dtype } = operand < outputs.length ? outputs[operand]! : inputs[operand - outputs.length]!;
  return kindOf(dtype) < 2 ? 4 : 1;
}

function runOf(
  formula: Formula,
  key: number,
  inputs: readonly VectorOperand[],
  outputs: readonly VectorOperand[],
): Run | undefined {
  let known = variants.get(formula);
  if (!known) {
    known = { keys: [], runs: [] };
    variants.set(formula, known);
  }
  const { keys, runs } = known;
  for (let k = 0; k < keys.length; k++) if (keys[k] === key) return runs[k];
  keys.push(key);
  return runs[runs.push(build(formula, key, inputs.length, outputs.length)) - 1];
}

/** The kernel for operands of the kinds that the key holds. */
function build(formula: Formula, key: number, inputs: number, outputs: number): Run | undefined {
  const operands: RowOperand[] = [];
  for (let i = 0, rest = key; i < inputs + outputs; i++, rest = Math.floor(rest / 8)) {
    const digit = rest % 8;
    operands.unshift({ dtype: kinds[digit % repeatsBit]!, repeats: digit >= repeatsBit });
  }
  const integer = Math.floor(key / 8 ** operands.length) === domainOf(true);
  return formulaKernel({ formula, integer, inputs: operands.slice(outputs), outputs: operands.slice(0, outputs) });
}
