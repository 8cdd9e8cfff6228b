import { ArgumentError, ShapeError } from '../errors.ts';
import { integersLike } from '../op/allocate.ts';
import { leadingBatch } from '../op/batch-rule.ts';
import { defineOp } from '../op/define-op.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape, type Shape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { dtypeOfFirst } from './index-checks.ts';
import { part } from './operands.ts';
import { indexSelect } from './row-indexing.ts';

/** What a padding is filled with: one value, the mirrored input, its edge, or the input from its other end. */
export type PadMode = 'constant' | 'reflect' | 'replicate' | 'circular';

/** How {@link pad} fills. */
export interface PadOptions {
  /** Defaults to `'constant'`. */
  readonly mode?: PadMode | undefined;
  /** What a constant padding consists of. Defaults to 0. */
  readonly value?: number | undefined;
}

interface ConstantPadding {
  /** Before and after the last dimension, then the last but one, … Negative numbers cut off. */
  readonly pad: readonly number[];
  readonly value: number;
}

/** The dimension that the pair `i` of a padding is for. */
function dimOfPair(shape: Shape, i: number): number {
  return shape.length - 1 - i;
}

/** How many elements of a dimension a padding leaves. */
function keptSize(size: number, before: number, after: number): number {
  return size + Math.min(0, before) + Math.min(0, after);
}

function paddedShape(name: string, shape: Shape, pad: readonly number[]): Shape {
  const out = shape.slice();
  for (let i = 0; 2 * i < pad.length; i++) {
    const dim = dimOfPair(shape, i);
    const [before, after] = [pad[2 * i]!, pad[2 * i + 1]!];
    out[dim]! += before + after;
    if (out[dim]! < 0) throw cutError(name, shape, dim, before, after);
  }
  return out;
}

function cutError(name: string, shape: Shape, dim: number, before: number, after: number): ShapeError {
  return new ShapeError(`${name}: cannot cut ${before} and ${after} off dimension ${dim} of ${formatShape(shape)}`);
}

function checkCuts(name: string, shape: Shape, pad: readonly number[]): void {
  for (let i = 0; 2 * i < pad.length; i++) {
    const dim = dimOfPair(shape, i);
    const [before, after] = [pad[2 * i]!, pad[2 * i + 1]!];
    if (keptSize(shape[dim]!, before, after) < 0) throw cutError(name, shape, dim, before, after);
  }
}

const constantPadNdOp = /* @__PURE__ */ defineOp<readonly [Tensor], ConstantPadding>({
  name: 'constantPadNd',
  dtype: dtypeOfFirst,
  shape: ([shape], { pad }) => paddedShape('constantPadNd', shape, pad),
  forward: (kernels, [x], [out], { pad, value }) => {
    kernels.fill(value, out!);
    let [from, to] = [x, out!];
    for (let i = 0; 2 * i < pad.length; i++) {
      const dim = dimOfPair(x.shape, i);
      const [before, after] = [pad[2 * i]!, pad[2 * i + 1]!];
      const length = keptSize(x.shape[dim]!, before, after);
      from = part(from, dim, Math.max(0, -before), from.shape.with(dim, length));
      to = part(to, dim, Math.max(0, before), to.shape.with(dim, length));
    }
    kernels.copy(from, to);
  },
  vjp: ({ options: { pad } }) => {
    const back = pad.map((count) => -count);
    return ([grad]) => [constantPadNd(grad!, back)];
  },
  batch: leadingBatch(),
});

function checkPad(name: string, shape: Shape, pad: readonly number[]): void {
  for (const count of pad) {
    if (!Number.isInteger(count)) throw new ArgumentError(`${name}: ${formatShape(pad)} are not all whole numbers`);
  }
  if (pad.length % 2 !== 0)
    throw new ArgumentError(`${name}: expected two numbers per dimension, got ${formatShape(pad)}`);
  if (pad.length > 2 * shape.length) {
    throw new ArgumentError(`${name}: ${formatShape(pad)} are for more dimensions than ${formatShape(shape)} has`);
  }
}

/**
 * A copy with `value` around it: `pad` is how often before and after the last dimension, then the last but one, and so
 * on. Negative numbers cut off.
 *
 * Throws an ArgumentError unless there are two whole numbers for each of at most all dimensions, a ShapeError where
 * more is cut off than there is. https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pad.html
 */
export function constantPadNd(x: Tensor, pad: readonly number[], value = 0): Tensor {
  checkTensor('constantPadNd', x, 0);
  checkPad('constantPadNd', x.shape, pad);
  checkCuts('constantPadNd', x.shape, pad);
  return constantPadNdOp([x], { pad: pad.slice(), value });
}

/** For each place along a padded dimension, the one of the input whose element it has. */
function sources(mode: Exclude<PadMode, 'constant'>, size: number, before: number, after: number): number[] {
  const kept = keptSize(size, before, after);
  const cut = Math.max(0, -before);
  const sourceOf = {
    reflect: (place: number) => size - 1 - Math.abs(size - 1 - Math.abs(place)),
    replicate: (place: number) => Math.min(Math.max(place, 0), size - 1),
    // what was cut off does not come round
    circular: (place: number) => cut + ((place - cut + kept) % kept),
  }[mode];
  return Array.from({ length: size + before + after }, (_, i) => sourceOf(i - before));
}

function checkSource(shape: Shape, dim: number, mode: PadMode, before: number, after: number): void {
  const size = shape[dim]!;
  const kept = keptSize(size, before, after);
  const largest = mode === 'reflect' ? size - 1 : mode === 'circular' ? kept : Number.POSITIVE_INFINITY;
  if (Math.max(before, after) > largest) {
    throw new ShapeError(
      `pad: ${mode} padding by ${before} and ${after} exceeds the ${largest} elements it can take of dimension ${dim} of ${formatShape(shape)}`,
    );
  }
}

/**
 * A copy with a padding around it: `pad` is how often before and after the last dimension, then the last but one, and
 * so on. Negative numbers cut off. The modes other than `constant` pad one to three dimensions, of an input that has
 * one or two more.
 *
 * Throws an ArgumentError for a `pad` that does not fit the number of dimensions, an unknown mode, or a `value` in
 * another mode than `constant`; a ShapeError where more is cut off than there is, for a reflection as long as the
 * dimension or a circular padding longer than it.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pad.html
 */
export function pad(x: Tensor, pad: readonly number[], { mode = 'constant', value }: PadOptions = {}): Tensor {
  checkTensor('pad', x, 0);
  const { shape } = x;
  checkPad('pad', shape, pad);
  if (mode === 'constant') {
    checkCuts('pad', shape, pad);
    return constantPadNdOp([x], { pad: pad.slice(), value: value ?? 0 });
  }
  if (mode !== 'reflect' && mode !== 'replicate' && mode !== 'circular') {
    throw new ArgumentError(`pad: unknown mode ${String(mode)}; expected constant, reflect, replicate or circular`);
  }
  if (value !== undefined && value !== 0) throw new ArgumentError(`pad: mode ${mode} takes no value, got ${value}`);
  const count = pad.length / 2;
  const channels = shape.length - count;
  if (count < 1 || count > 3 || channels < 1 || channels > 2) {
    throw new ArgumentError(
      `pad: mode ${mode} pads 1 to 3 dimensions of an input with one or two more, not ${count} of ${formatShape(shape)}`,
    );
  }
  const padded = paddedShape('pad', shape, pad);
  const nothing = shape.includes(0, channels - 1) || padded.slice(channels).every((size) => size === 0);
  if (mode !== 'circular' && nothing) {
    throw new ShapeError(`pad: ${formatShape(shape)} has nothing to fill mode ${mode} with`);
  }
  let result = x;
  for (let i = 0; i < count; i++) {
    const [before, after] = [pad[2 * i]!, pad[2 * i + 1]!];
    const dim = dimOfPair(shape, i);
    checkSource(shape, dim, mode, before, after);
    if (before === 0 && after === 0) continue;
    result = indexSelect(result, dim, integersLike(x, sources(mode, shape[dim]!, before, after)));
  }
  return result === x ? x.clone() : result;
}
