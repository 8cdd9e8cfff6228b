import { ArgumentError, ShapeError } from '../errors.ts';
import { enableGrad, isGradEnabled } from '../op/grad-mode.ts';
import type { Gradient } from '../op/graph-node.ts';
import { isTensor } from '../op/record.ts';
import { formatShape, sameShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { leavesOf, mapLeaves } from './pytree.ts';
import { pullBack, pushingForward, Tracking, zerosFor } from './tracking.ts';

/** A call of a function of which derivatives are taken. */
export interface RecordedCall {
  readonly name: string;
  readonly tracking: Tracking;
  readonly inputs: readonly Tensor[];
  /** What the function returned, `outputs` its tensors. */
  readonly output: unknown;
  readonly outputs: readonly Tensor[];
  /** What it returned besides, for transforms with `hasAux`. */
  readonly aux: unknown;
}

/** Calls `fn` with `args`, those chosen by `isInput` as inputs of a transform. */
export function recordCall(
  name: string,
  fn: (...args: never) => unknown,
  args: readonly unknown[],
  { isInput = () => true, hasAux = false }: { isInput?: (position: number) => boolean; hasAux?: boolean | undefined },
): RecordedCall {
  const tracking = new Tracking();
  const inputs: Tensor[] = [];
  const track = (leaf: unknown): Tensor => {
    if (!isTensor(leaf)) {
      throw new ArgumentError(
        `${name}: an argument to differentiate by holds ${describe(leaf)}, expected tensors only`,
      );
    }
    const input = tracking.input(name, leaf);
    inputs.push(input);
    return input;
  };
  const tracked = args.map((arg, i) => (isInput(i) ? mapLeaves(arg, track) : arg));
  const result = enableGrad(() => fn(...(tracked as never)));
  if (hasAux && !(Array.isArray(result) && result.length === 2)) {
    throw new ArgumentError(
      `${name}: with hasAux the function must return two things: its output, and what to pass on`,
    );
  }
  const [output, aux] = hasAux ? (result as [unknown, unknown]) : [result, undefined];
  const outputs = leavesOf(output).map((leaf) => {
    if (isTensor(leaf)) return leaf;
    throw new ArgumentError(`${name}: the function returned ${describe(leaf)}, expected tensors only`);
  });
  return { name, tracking, inputs, output, outputs, aux };
}

function describe(x: unknown): string {
  return x === null || x === undefined ? String(x) : typeof x === 'object' ? 'an object' : `${typeof x} ${String(x)}`;
}

/** Refuses tensors that are not in the shapes of others. */
export function checkLike(name: string, what: string, got: readonly unknown[], want: readonly Tensor[]): void {
  if (got.length !== want.length) {
    throw new ArgumentError(`${name}: got ${got.length} ${what}, expected ${want.length}`);
  }
  want.forEach(({ shape }, i) => {
    const x = got[i];
    if (!isTensor(x)) throw new ArgumentError(`${name}: of the ${what} one is ${describe(x)}, expected a tensor`);
    if (!sameShape(x.shape, shape)) {
      throw new ShapeError(
        `${name}: of the ${what} one has shape ${formatShape(x.shape)}, expected ${formatShape(shape)}`,
      );
    }
  });
}

/** `vᵀ J`: gradients by the inputs, zeros where nothing depends on one. */
export function pullThrough({ tracking, inputs, outputs }: RecordedCall, cotangents: readonly Gradient[]): Tensor[] {
  const createGraph =
    isGradEnabled() && (cotangents.some((v) => v?.edge) || (tracking.recording && tracking.dependsOutside(outputs)));
  const gradients = pullBack(outputs, inputs, cotangents, createGraph);
  return tracking.outside(gradients.map((g, i) => g ?? zerosFor(inputs[i]!)));
}

/** `J v` for the tangents that the returned function takes, zeros for an output that depends on no input. */
export function pushForward({ tracking, inputs, outputs }: RecordedCall): (tangents: readonly Gradient[]) => Tensor[] {
  const outside = tracking.recording && tracking.dependsOutside(outputs);
  const push = pushingForward(tracking, outputs, inputs);
  return (tangents) => {
    const pushed = push(tangents, isGradEnabled() && (outside || tangents.some((v) => v?.edge)));
    return tracking.outside(pushed.map((t, i) => t ?? zerosFor(outputs[i]!)));
  };
}
