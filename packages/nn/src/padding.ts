import { ArgumentError, formatShape, type PadMode, pad, type Tensor } from '@cotangent/core';
import { formatTuple } from './format-tuple.ts';
import { Module } from './module.ts';

/** How much is put around: the same everywhere, or before and after the last dimension, the last but one, … */
export type Padding = number | readonly number[];

/** A padding of the last dimensions; subclasses say of how many, and with what. */
export abstract class PaddingModule extends Module {
  readonly padding: readonly number[];

  /** Throws an ArgumentError unless there is one number, or two for each of `rank` dimensions. */
  constructor(rank: number, padding: Padding) {
    super();
    this.padding = typeof padding === 'number' ? new Array<number>(2 * rank).fill(padding) : [...padding];
    if (this.padding.length !== 2 * rank || !this.padding.every(Number.isInteger)) {
      const name = this.constructor.name;
      throw new ArgumentError(
        `${name}: padding is ${formatShape(this.padding)}, expected a whole number or ${2 * rank} of them`,
      );
    }
  }

  /** What `pad` takes beside the numbers. */
  protected abstract fill(): { readonly mode: PadMode; readonly value?: number };

  /** Throws as {@link pad}. */
  forward(x: Tensor): Tensor {
    return pad(x, this.padding, this.fill());
  }

  /** The settings that `toString` prints. */
  override extraRepr(): string {
    return formatTuple(this.padding);
  }
}

/** One value around the last dimensions. */
abstract class ConstantPad extends PaddingModule {
  readonly value: number;

  constructor(rank: number, padding: Padding, value: number) {
    super(rank, padding);
    this.value = value;
  }

  protected fill(): { readonly mode: PadMode; readonly value: number } {
    return { mode: 'constant', value: this.value };
  }

  /** The settings that `toString` prints. */
  override extraRepr(): string {
    return `padding=${formatTuple(this.padding)}, value=${this.value}`;
  }
}

/** {@link pad} of `[…, L]` with one value. https://docs.pytorch.org/docs/stable/generated/torch.nn.ConstantPad1d.html */
export class ConstantPad1d extends ConstantPad {
  constructor(padding: Padding, value: number) {
    super(1, padding, value);
  }
}

/** {@link pad} of `[…, H, W]` with one value. https://docs.pytorch.org/docs/stable/generated/torch.nn.ConstantPad2d.html */
export class ConstantPad2d extends ConstantPad {
  constructor(padding: Padding, value: number) {
    super(2, padding, value);
  }
}

/** {@link pad} of `[…, D, H, W]` with one value. https://docs.pytorch.org/docs/stable/generated/torch.nn.ConstantPad3d.html */
export class ConstantPad3d extends ConstantPad {
  constructor(padding: Padding, value: number) {
    super(3, padding, value);
  }
}

/** Zeros around the last dimensions. */
abstract class ZeroPad extends ConstantPad {
  constructor(rank: number, padding: Padding) {
    super(rank, padding, 0);
  }

  /** The settings that `toString` prints. */
  override extraRepr(): string {
    return formatTuple(this.padding);
  }
}

/** {@link pad} of `[…, L]` with zeros. https://docs.pytorch.org/docs/stable/generated/torch.nn.ZeroPad1d.html */
export class ZeroPad1d extends ZeroPad {
  constructor(padding: Padding) {
    super(1, padding);
  }
}

/** {@link pad} of `[…, H, W]` with zeros. https://docs.pytorch.org/docs/stable/generated/torch.nn.ZeroPad2d.html */
export class ZeroPad2d extends ZeroPad {
  constructor(padding: Padding) {
    super(2, padding);
  }
}

/** {@link pad} of `[…, D, H, W]` with zeros. https://docs.pytorch.org/docs/stable/generated/torch.nn.ZeroPad3d.html */
export class ZeroPad3d extends ZeroPad {
  constructor(padding: Padding) {
    super(3, padding);
  }
}

/** Around the last dimensions, the elements before the edge, mirrored. */
abstract class ReflectionPad extends PaddingModule {
  protected fill(): { readonly mode: PadMode } {
    return { mode: 'reflect' };
  }
}

/** {@link pad} of `[…, L]` with the elements before the edge, mirrored. https://docs.pytorch.org/docs/stable/generated/torch.nn.ReflectionPad1d.html */
export class ReflectionPad1d extends ReflectionPad {
  constructor(padding: Padding) {
    super(1, padding);
  }
}

/** {@link pad} of `[…, H, W]` with the elements before the edge, mirrored. https://docs.pytorch.org/docs/stable/generated/torch.nn.ReflectionPad2d.html */
export class ReflectionPad2d extends ReflectionPad {
  constructor(padding: Padding) {
    super(2, padding);
  }
}

/** {@link pad} of `[…, D, H, W]` with the elements before the edge, mirrored. https://docs.pytorch.org/docs/stable/generated/torch.nn.ReflectionPad3d.html */
export class ReflectionPad3d extends ReflectionPad {
  constructor(padding: Padding) {
    super(3, padding);
  }
}

/** Around the last dimensions, the element at the edge. */
abstract class ReplicationPad extends PaddingModule {
  protected fill(): { readonly mode: PadMode } {
    return { mode: 'replicate' };
  }
}

/** {@link pad} of `[…, L]` with the element at the edge. https://docs.pytorch.org/docs/stable/generated/torch.nn.ReplicationPad1d.html */
export class ReplicationPad1d extends ReplicationPad {
  constructor(padding: Padding) {
    super(1, padding);
  }
}

/** {@link pad} of `[…, H, W]` with the element at the edge. https://docs.pytorch.org/docs/stable/generated/torch.nn.ReplicationPad2d.html */
export class ReplicationPad2d extends ReplicationPad {
  constructor(padding: Padding) {
    super(2, padding);
  }
}

/** {@link pad} of `[…, D, H, W]` with the element at the edge. https://docs.pytorch.org/docs/stable/generated/torch.nn.ReplicationPad3d.html */
export class ReplicationPad3d extends ReplicationPad {
  constructor(padding: Padding) {
    super(3, padding);
  }
}

/** Around the last dimensions, the elements of the other side. */
abstract class CircularPad extends PaddingModule {
  protected fill(): { readonly mode: PadMode } {
    return { mode: 'circular' };
  }
}

/** {@link pad} of `[…, L]` with the elements of the other side. https://docs.pytorch.org/docs/stable/generated/torch.nn.CircularPad1d.html */
export class CircularPad1d extends CircularPad {
  constructor(padding: Padding) {
    super(1, padding);
  }
}

/** {@link pad} of `[…, H, W]` with the elements of the other side. https://docs.pytorch.org/docs/stable/generated/torch.nn.CircularPad2d.html */
export class CircularPad2d extends CircularPad {
  constructor(padding: Padding) {
    super(2, padding);
  }
}

/** {@link pad} of `[…, D, H, W]` with the elements of the other side. https://docs.pytorch.org/docs/stable/generated/torch.nn.CircularPad3d.html */
export class CircularPad3d extends CircularPad {
  constructor(padding: Padding) {
    super(3, padding);
  }
}
