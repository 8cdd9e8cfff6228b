import type { DType } from '../dtype.ts';
import { ShapeError } from '../errors.ts';
import { filledLike } from '../op/allocate.ts';
import { batchAll, leadingBatch } from '../op/batch-rule.ts';
import { defineOp, promoteInputs } from '../op/define-op.ts';
import { formatShape, type Shape, sameShape, wrapDim } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { part, slice } from './operands.ts';
import { listOf } from './tensor-list.ts';

/** Where joining happens. */
export interface JoinOptions {
  /** The dimension joined along. Defaults to 0. */
  readonly dim?: number | undefined;
}

interface Along {
  readonly dim: number;
}

interface Joining extends Along {
  /** The function that was called, for errors. */
  readonly caller: string;
}

function commonDType(inputs: readonly Tensor[]): DType {
  const { dtype } = inputs[0]!;
  return inputs.every((x) => x.dtype === dtype) ? dtype : promoteInputs(inputs);
}

/** An empty vector fits everywhere: a relic of PyTorch that ported code relies on. */
function isSkipped(shape: Shape): boolean {
  return shape.length === 1 && shape[0] === 0;
}

function joinedShape(shapes: readonly Shape[], { dim, caller }: Joining): Shape {
  const first = shapes.find((shape) => !isSkipped(shape));
  if (!first) return [0];
  const joined = first.slice();
  joined[dim] = 0;
  shapes.forEach((shape, i) => {
    if (isSkipped(shape)) return;
    if (shape.length !== first.length || shape.some((size, d) => d !== dim && size !== first[d])) {
      throw new ShapeError(
        `${caller}: input ${i} has shape ${formatShape(shape)}, only dimension ${dim} may differ from ${formatShape(first)}`,
      );
    }
    joined[dim]! += shape[dim]!;
  });
  return joined;
}

const catOp = /* @__PURE__ */ defineOp<readonly Tensor[], Joining>({
  name: 'cat',
  dtype: commonDType,
  shape: joinedShape,
  forward: (kernels, inputs, [out], { dim }) => {
    let start = 0;
    for (const input of inputs) {
      if (isSkipped(input.shape)) continue;
      kernels.copy(input, part(out!, dim, start, input.shape));
      start += input.shape[dim]!;
    }
  },
  vjp: ({ inputs, options: { dim }, needs }) => {
    const shapes = inputs.map(({ shape }) => shape);
    return ([grad]) => {
      let start = 0;
      return shapes.map((shape, i) => {
        if (isSkipped(shape)) return needs[i] ? filledLike(grad!, 0, grad!.dtype, shape) : undefined;
        const from = start;
        start += shape[dim]!;
        return needs[i] ? grad!.narrow(dim, from, shape[dim]!) : undefined;
      });
    };
  },
  batch: (call) => {
    // an empty vector is passed over, which it would not be with the batch in front
    const empty = call.inputs.map(({ shape }, i) => isSkipped(call.batched[i] ? shape.slice(1) : shape));
    const { dim, caller } = call.options;
    const all = batchAll(call);
    return call.op(empty.includes(false) ? all.filter((_, i) => !empty[i]) : all, { dim: dim + 1, caller });
  },
});

/** Joins tensors under the name of the function that was called. */
export function join(caller: string, list: readonly Tensor[], dim: number): Tensor {
  const scalar = list.findIndex(({ shape }) => shape.length === 0);
  if (scalar >= 0)
    throw new ShapeError(`${caller}: input ${scalar} is 0-d, which has no dimension to join along; use stack`);
  const first = list.find(({ shape }) => !isSkipped(shape)) ?? list[0]!;
  return catOp(list, { dim: wrapDim(caller, dim, first.shape.length), caller });
}

/**
 * Tensors one after the other along `dim`, in their promoted dtype. Vectors without elements are passed over.
 *
 * Throws a ShapeError for 0-d tensors and for shapes that differ in another dimension, an IndexError for a dimension
 * out of range, an ArgumentError for an empty list. https://docs.pytorch.org/docs/stable/generated/torch.cat.html
 */
export function cat(tensors: Iterable<Tensor>, options: JoinOptions = {}): Tensor {
  return join('cat', listOf('cat', tensors), options.dim ?? 0);
}

/** {@link cat}. https://docs.pytorch.org/docs/stable/generated/torch.concat.html */
export function concat(tensors: Iterable<Tensor>, options: JoinOptions = {}): Tensor {
  return join('concat', listOf('concat', tensors), options.dim ?? 0);
}

/** {@link cat}. https://docs.pytorch.org/docs/stable/generated/torch.concatenate.html */
export function concatenate(tensors: Iterable<Tensor>, options: JoinOptions = {}): Tensor {
  return join('concatenate', listOf('concatenate', tensors), options.dim ?? 0);
}

const stackOp = /* @__PURE__ */ defineOp<readonly Tensor[], Along>({
  name: 'stack',
  dtype: commonDType,
  shape: (shapes, { dim }) => {
    const first = shapes[0]!;
    shapes.forEach((shape, i) => {
      if (!sameShape(shape, first)) {
        throw new ShapeError(`stack: input ${i} has shape ${formatShape(shape)}, expected ${formatShape(first)}`);
      }
    });
    return first.toSpliced(dim, 0, shapes.length);
  },
  forward: (kernels, inputs, [out], { dim }) => {
    for (let i = 0; i < inputs.length; i++) kernels.copy(inputs[i]!, slice(out!, dim, i));
  },
  vjp: ({ options: { dim }, needs }) => {
    return ([grad]) => needs.map((needed, i) => (needed ? grad!.select(dim, i) : undefined));
  },
  batch: leadingBatch(({ dim }) => ({ dim: dim + 1 })),
});

/**
 * Tensors of one shape along a new dimension at `dim`, in their promoted dtype.
 *
 * Throws a ShapeError when shapes differ, an IndexError for a place out of range, an ArgumentError for an empty list.
 * https://docs.pytorch.org/docs/stable/generated/torch.stack.html
 */
export function stack(tensors: Iterable<Tensor>, options: JoinOptions = {}): Tensor {
  const list = listOf('stack', tensors);
  return stackOp(list, { dim: wrapDim('stack', options.dim ?? 0, list[0]!.shape.length + 1) });
}
