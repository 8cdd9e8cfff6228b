import { canCast, type DType } from '../dtype.ts';
import { ArgumentError, DTypeError, GradientError, ShapeError } from '../errors.ts';
import { formatShape, isDense, type Shape, sameShape, sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { copyInto } from './allocate.ts';
import { type Destination, offerDestination, oldElements, sameView } from './destination.ts';
import { isRecording } from './grad-mode.ts';
import { type Edge, type Gradient, GraphNode, moveRetained } from './graph-node.ts';
import { checkNoInference } from './inference.ts';
import { checkTensor, isTensor, metaOf } from './record.ts';
import { emitOp, isTracing } from './trace.ts';
import { oneOfSeveral, replay, stepsOf, type View, type ViewStep } from './view.ts';

/**
 * Writes what `compute` gives for `target` into its elements, and puts the write into the graph: from here on gradients
 * of `target`, and of all that shares its elements, go through it. `args` are what `compute` reads besides, and
 * `overwrites` says that it reads nothing of `target`. Returns `target`.
 *
 * Throws before anything is written: a ShapeError or DTypeError for a result that does not fit, an ArgumentError for
 * elements that share memory, a GradientError where PyTorch refuses the write.
 * https://docs.pytorch.org/docs/stable/notes/autograd.html#in-place-operations-with-autograd
 */
export function writeInPlace(
  name: string,
  target: Tensor,
  args: readonly unknown[],
  compute: (x: Tensor) => Tensor,
  overwrites = false,
): Tensor {
  checkTensor(name, target, 0);
  checkMemory(name, target, args);
  const recording = startWrite(name, target, args);
  writeResult(name, target, recording, compute(recording && !overwrites ? oldElements(target) : target), overwrites);
  if (isTracing()) emitOp({ name, inputs: [target, ...args.filter(isOperand)], outputs: [target], options: args });
  return target;
}

function writeResult(name: string, target: Tensor, recording: boolean, result: Tensor, overwrites = false): Tensor {
  checkResult(name, target, result.shape, result.dtype);
  copyInto(target, result);
  const { edge } = result.dtype === target.dtype ? result : result.to(target.dtype);
  finishWrite(target, recording, edge, overwrites);
  return target;
}

/** As {@link writeInPlace}, with elements that depend on no tensor. `write` must not fail once it has begun. */
export function overwriteInPlace(name: string, target: Tensor, options: unknown, write: () => void): Tensor {
  checkTensor(name, target, 0);
  const recording = startWrite(name, target, []);
  write();
  finishWrite(target, recording, undefined, true);
  if (isTracing()) emitOp({ name, inputs: [target], outputs: [target], options });
  return target;
}

/** The form of an operation that writes its result into its first operand. */
/* @__NO_SIDE_EFFECTS__ */
export function inPlaceOf<Args extends readonly unknown[]>(
  name: string,
  op: (x: Tensor, ...args: Args) => Tensor,
): (x: Tensor, ...args: Args) => Tensor {
  return (x, ...args) => writeInPlace(name, x, args, (source) => op(source, ...args));
}

/**
 * As {@link inPlaceOf}, for an operation that is a single formula of its operands and reads none of them afterwards: it
 * is evaluated straight into the first one where that gives the same.
 */
/* @__NO_SIDE_EFFECTS__ */
export function inPlaceOfFormula<Args extends readonly unknown[]>(
  name: string,
  op: (x: Tensor, ...args: Args) => Tensor,
): (x: Tensor, ...args: Args) => Tensor {
  const general = inPlaceOf(name, op);
  return (target, ...args) => {
    // who listens wants to see an operation with a result of its own
    if (isTracing()) return general(target, ...args);
    checkTensor(name, target, 0);
    checkMemory(name, target, args);
    const recording = startWrite(name, target, args);
    const own = recording ? target.edge : undefined;
    const destination: Destination = { target, source: recording ? target.alias(own) : target, written: false };
    const result = offerDestination(destination, () => op(destination.source, ...args));
    if (!destination.written) return writeResult(name, target, recording, result);
    if (recording) rebaseHistory(target, own, result.edge);
    return target;
  };
}

/** Refuses a target whose elements share memory, and a source that lies across it. */
export function checkMemory(name: string, target: Tensor, sources: readonly unknown[]): void {
  const { shape, strides, storage } = target;
  for (let d = 0; d < shape.length; d++) {
    if (strides[d] !== 0 || shape[d]! <= 1 || sizeOf(shape) === 0) continue;
    throw new ArgumentError(
      `${name}: several elements of ${formatShape(shape)} lie at one place in memory, as expand makes them; ` +
        'clone() the tensor before writing to it',
    );
  }
  for (const source of sources) {
    if (!isTensor(source) || source.storage !== storage || !overlapsPartly(source, target)) continue;
    throw new ArgumentError(
      `${name}: the tensor that is written to shares some of its memory with another operand; clone() one of them`,
    );
  }
}

/** Whether some, but not all, places are the same. Only what lies without gaps is decided, as in PyTorch. */
function overlapsPartly(a: Tensor, b: Tensor): boolean {
  if (sameView(a, b)) return false;
  const [sizeA, sizeB] = [sizeOf(a.shape), sizeOf(b.shape)];
  if (sizeA === 0 || sizeB === 0 || !isDense(a.shape, a.strides) || !isDense(b.shape, b.strides)) return false;
  if (a.offset === b.offset && sizeA === sizeB) return !sameShape(a.strides, b.strides);
  return a.offset < b.offset + sizeB && b.offset < a.offset + sizeA;
}

function isOperand(x: unknown): x is Tensor | number {
  return isTensor(x) || typeof x === 'number';
}

function requiresGrad(x: unknown): boolean {
  return isTensor(x) ? x.requiresGrad : Array.isArray(x) && x.some(requiresGrad);
}

/** Refuses a write that gradients could not follow. Returns whether it has to be recorded. */
export function startWrite(name: string, target: Tensor, args: readonly unknown[]): boolean {
  checkNoInference(name, target);
  if (!isRecording()) return false;
  const { origin: view } = target;
  const base = view?.base ?? target;
  if (!base.requiresGrad && !target.requiresGrad && !args.some(requiresGrad)) return false;
  if (view) checkView(name, view);
  for (const [tensor, what] of [
    [target, 'a leaf tensor'],
    [base, 'a view of a leaf tensor'],
  ] as const) {
    if (!tensor.requiresGrad || !tensor.isLeaf) continue;
    throw new GradientError(`${name}: ${what} that requires grad cannot be changed in place; do it inside noGrad`);
  }
  return true;
}

function checkView(name: string, view: View): void {
  if (!view.recorded) {
    throw new GradientError(
      `${name}: a view made inside noGrad is changed in place outside of it; make and change it both inside, and ` +
        'nothing is recorded, or both outside',
    );
  }
  const several = oneOfSeveral(view);
  if (several) {
    throw new GradientError(
      `${name}: a view that ${several.name} returned among several cannot be changed in place; ` +
        'use the operation without underscore, or make the view with select or narrow',
    );
  }
}

/** Refuses a result that does not fit. */
function checkResult(name: string, target: Tensor, shape: Shape, dtype: DType): void {
  if (!sameShape(shape, target.shape)) {
    throw new ShapeError(
      `${name}: the result has shape ${formatShape(shape)}, which does not fit in place of ${formatShape(target.shape)}`,
    );
  }
  if (!canCast(dtype, target.dtype)) {
    throw new DTypeError(`${name}: the result is ${dtype}, which ${target.dtype} cannot hold`);
  }
}

/** Notes the write: what saved the old elements notices it, and gradients go to `written`, `undefined` for constants. */
function finishWrite(target: Tensor, recording: boolean, written: Edge | undefined, overwrites: boolean): void {
  const own = target.edge;
  target.storage.version++;
  if (recording) rebaseHistory(target, own, written, overwrites);
}

/** Puts a write into the graph: gradients of the target, whose place was `own`, and of what shares its elements. */
export function rebaseHistory(
  target: Tensor,
  own: Edge | undefined,
  written: Edge | undefined,
  overwrites = false,
): void {
  const { origin: view } = target;
  const base = view?.base ?? target;
  const before = base.edge;
  const after =
    view || !written || overwrites
      ? { node: new CopySlices(base, before, view ? stepsOf(view)! : [], written), index: 0 }
      : written;
  base.edge = after;
  moveRetained(before, after, base);
  if (view) moveRetained(own, target.edge, target);
}

/** The history of a tensor after a write into part of it, or of constants into all of it. */
class CopySlices extends GraphNode {
  /** From the tensor to the part. */
  readonly #steps: readonly ViewStep[];

  constructor(base: Tensor, before: Edge | undefined, steps: readonly ViewStep[], written: Edge | undefined) {
    super('copySlices', [before, written], metaOf([base]));
    this.#steps = steps;
  }

  backward([grad]: readonly Gradient[]): readonly Gradient[] {
    const [before, written] = this.next;
    // the steps may want elements in order, and whoever else has this gradient must not see it change
    const whole = grad!.contiguous();
    return [before && this.#withoutPart(whole), written && replay(this.#steps, whole)];
  }

  #withoutPart(grad: Tensor): Tensor {
    const rest = grad.clone();
    replay(this.#steps, rest).zero_();
    return rest;
  }

  release(): void {}
}
