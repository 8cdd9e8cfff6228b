import { AccumulateGrad } from '../autograd/accumulate-grad.ts';
import { type BackwardOptions, backward } from '../autograd/backward.ts';
import { isFloat } from '../dtype.ts';
import { DTypeError, GradientError, ShapeError } from '../errors.ts';
import { unseenGradient } from '../memory/memory.ts';
import { isInferenceModeEnabled } from '../op/grad-mode.ts';
import { type Edge, type GraphNode, hookEdge, type TensorHook } from '../op/graph-node.ts';
import { addHook, type HookHandle } from '../op/hook-handle.ts';
import { inferenceError, isInference } from '../op/inference.ts';
import { formatShape, type Shape, sameShape } from '../shape.ts';
import { TensorBase } from './base.ts';
import type { Tensor } from './tensor.ts';

/** The ends of the graph at leaves that do not require grad for now: with them their hooks come back. */
const frozen = /* @__PURE__ */ new WeakMap<Tensor, Edge>();

/** A tensor's place in the graph: gradients, hooks, detaching. */
export abstract class AutogradMethods<S extends Shape = Shape> extends TensorBase<S> {
  /** The gradient that backward accumulated here, or `null`. */
  get grad(): Tensor<S> | null {
    const { gradient } = this;
    if (gradient?.storage.epoch === unseenGradient) gradient.storage.epoch = 0;
    return (gradient as Tensor<S> | undefined) ?? null;
  }

  /** Throws a ShapeError or DTypeError for a gradient that does not belong to this tensor. */
  set grad(value: Tensor | null) {
    if (value && !sameShape(value.shape, this.shape)) {
      throw new ShapeError(`grad: expected shape ${formatShape(this.shape)}, got ${formatShape(value.shape)}`);
    }
    if (value && value.dtype !== this.dtype) throw new DTypeError(`grad: expected ${this.dtype}, got ${value.dtype}`);
    const { gradient } = this;
    this.gradient = value ?? undefined;
    if (gradient?.storage.epoch === unseenGradient && gradient.storage !== value?.storage) gradient.storage.free();
  }

  /** The recorded operation that made this tensor, or `null` for a leaf. */
  get gradFn(): GraphNode | null {
    return this.isLeaf ? null : this.edge!.node;
  }

  /** Which of the results of {@link gradFn} this tensor is. */
  get outputNr(): number {
    return this.edge?.index ?? 0;
  }

  /** Whether backward keeps the gradient of this recorded result in `.grad`. */
  get retainsGrad(): boolean {
    const { edge } = this;
    return (edge?.node.observers?.retained.get(edge.index) as unknown) === this;
  }

  /**
   * Makes a leaf take part in gradients, or no longer. Returns the tensor.
   *
   * Throws a DTypeError for integers and bools, a GradientError when gradients of a recorded result are switched off.
   */
  requiresGrad_(this: Tensor, requiresGrad = true): Tensor<S> {
    if (requiresGrad && !isFloat(this.dtype)) {
      throw new DTypeError(`requiresGrad_: only float32 and float64 tensors have gradients, this is ${this.dtype}`);
    }
    if (requiresGrad && isInference(this) && !isInferenceModeEnabled()) {
      throw inferenceError('requiresGrad_', 'require grad outside of inferenceMode');
    }
    if (!requiresGrad && !this.isLeaf) {
      throw new GradientError(
        'requiresGrad_: a recorded result always requires grad; use detach() to get one that does not',
      );
    }
    if (requiresGrad) this.edge ??= frozen.get(this) ?? { node: new AccumulateGrad(this), index: 0 };
    else if (this.edge) {
      frozen.set(this, this.edge);
      this.edge = undefined;
    }
    return this as Tensor<S>;
  }

  /** @internal Gives a leaf the elements of another tensor of its shape, of whatever float dtype, and converts its gradient. */
  adopt(this: Tensor, { storage, strides, offset, dtype }: Tensor): void {
    const { requiresGrad, gradient } = this;
    // the place in the graph knows the dtype, so the tensor takes a new one
    this.edge = undefined;
    frozen.delete(this);
    Object.assign(this, { storage, strides, offset, dtype });
    if (requiresGrad) this.requiresGrad_();
    this.gradient = gradient?.detach().to(dtype);
  }

  /** Whether its elements were made inside {@link inferenceMode}. */
  isInference(): boolean {
    return isInference(this);
  }

  /** Adds to each leaf's `.grad` the gradient of this tensor with respect to it: {@link backward}. */
  backward(this: Tensor, options?: BackwardOptions): void {
    backward(this, options);
  }

  /** The same elements outside the graph; a write into one shows in the other. */
  detach(): Tensor<S> {
    return this.alias() as Tensor<S>;
  }

  /**
   * Takes this tensor itself out of the graph: a leaf that does not require grad. Returns it. Throws a GradientError for
   * a view. https://docs.pytorch.org/docs/stable/generated/torch.Tensor.detach_.html
   */
  detach_(this: Tensor): Tensor<S> {
    if (this.origin) throw new GradientError('detach_: a view cannot be detached in place; use detach()');
    this.edge = undefined;
    return this as Tensor<S>;
  }

  /** Keeps the gradient of a recorded result in `.grad` as well. Throws a GradientError without a graph. */
  retainGrad(this: Tensor): void {
    if (!this.edge) throw new GradientError('retainGrad: the tensor does not require grad');
    if (!this.isLeaf) this.edge.node.observed().retained.set(this.edge.index, this);
  }

  /**
   * Calls `hook` with the gradient of this tensor whenever one is computed; a returned tensor replaces it.
   *
   * Throws a GradientError when the tensor does not require grad.
   */
  registerHook(hook: TensorHook): HookHandle {
    if (!this.edge) throw new GradientError('registerHook: the tensor does not require grad');
    return hookEdge(this.edge, (grad) => grad && hook(grad));
  }

  /** Calls `hook` with this leaf after its `.grad` was added to. Throws a GradientError for anything but such a leaf. */
  registerPostAccumulateGradHook(hook: (leaf: Tensor) => void): HookHandle {
    const node = this.edge?.node;
    if (!(node instanceof AccumulateGrad)) {
      throw new GradientError('registerPostAccumulateGradHook: expected a leaf that requires grad');
    }
    return addHook(node.accumulated, (leaf) => hook(leaf));
  }
}
