import { GradientError } from '../errors.ts';
import { type ScatterMode, scatterKernel } from '../kernels/indexing.ts';
import { filledLike, readElements } from '../op/allocate.ts';
import { wholeBatch } from '../op/batch.ts';
import { defineOp, type VjpContext } from '../op/define-op.ts';
import { isGradEnabled } from '../op/grad-mode.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { batchAlong } from './batch-along.ts';
import { maskedFill, where } from './conditional.ts';
import { dtypeOfFirst } from './index-checks.ts';
import { gather } from './indexing.ts';
import { atLeast1d } from './operands.ts';

/** Along which dimension, and for which function, whose name errors give. */
export interface Scattering {
  readonly dim: number;
  readonly caller: string;
}

/** x, the index, and the source, of the shape of the index. */
type Scattered = readonly [Tensor, Tensor, Tensor];
type Scatter<Options = Scattering> = (inputs: Scattered, options: Options) => Tensor;
type Vjp<Options> = (
  context: VjpContext<Scattered, Options>,
) => (grads: readonly (Tensor | undefined)[]) => (Tensor | undefined)[];

/* @__NO_SIDE_EFFECTS__ */
function defineScatter<Options extends Scattering>(
  name: string,
  modes: (options: Options) => readonly ScatterMode[],
  vjp: Vjp<Options>,
): Scatter<Options> {
  return defineOp<Scattered, Options>({
    name,
    dtype: dtypeOfFirst,
    shape: ([shape]) => shape,
    forward: (kernels, [x, index, source], [out], options) => {
      kernels.copy(x, out!);
      for (const mode of modes(options)) {
        scatterKernel(options.caller, mode, options.dim, atLeast1d(index), atLeast1d(source), atLeast1d(out!));
      }
    },
    vjp,
    batch: batchAlong(0),
  });
}

/** The source in place of what was there. */
export const scatterOp: Scatter = /* @__PURE__ */ defineScatter(
  'scatter',
  () => ['set'],
  ({ inputs: [, index], options: { dim }, needs, save }) => {
    const saved = save(index);
    return ([grad]) => [
      needs[0] ? zeroAt(grad!, dim, saved()) : undefined,
      undefined,
      needs[2] ? gather(grad!, dim, saved()) : undefined,
    ];
  },
);

/** The source added to what is there. */
export const scatterAddOp: Scatter = /* @__PURE__ */ defineScatter(
  'scatterAdd',
  () => ['add'],
  ({ inputs: [, index], options: { dim }, needs, save }) => {
    const saved = needs[2] ? save(index) : undefined;
    return ([grad]) => [grad, undefined, saved && gather(grad!, dim, saved())];
  },
);

/** What is there times the source. */
export const scatterProductOp: Scatter = /* @__PURE__ */ defineScatter(
  'scatterProduct',
  () => ['multiply'],
  ({ inputs: [x, index, source], outputs: [out], options, needs, save }) => {
    const savedX = needs[2] ? save(x) : undefined;
    const savedOut = needs[2] ? save(out!) : undefined;
    const [savedIndex, savedSource] = [save(index), save(source)];
    return ([grad]) => {
      const [index, source] = [savedIndex(), savedSource()];
      const factors = needs[0] ? scatterProductOp([constant(grad!, 1), index, source], options) : undefined;
      const ofSource = savedX && factorGradient(grad!, [savedX(), index, source], savedOut!(), options);
      return [factors && grad!.mul(factors), undefined, ofSource];
    };
  },
);

/** A number in the dtype of a tensor, and in its shape unless it gets another. */
function constant(like: Tensor, value: number, shape = like.shape): Tensor {
  return filledLike(like, value, like.dtype, []).expand(shape);
}

/** The tensor with 0 at the index. */
function zeroAt(x: Tensor, dim: number, index: Tensor): Tensor {
  return scatterOp([x, index, constant(x, 0, index.shape)], { dim, caller: 'scatter' });
}

/** The gradient of each factor: the product of the others, which is the whole by it unless it is 0. */
function factorGradient(grad: Tensor, [x, index, source]: Scattered, out: Tensor, options: Scattering): Tensor {
  const { dim, caller } = options;
  const zero = source.eq(0);
  const zeros = gather(scatterAddOp([constant(out, 0).detach(), index, zero.to(out.dtype)], options), dim, index);
  if (isGradEnabled() && readElements(wholeBatch(zeros)).some((count) => count > 1)) {
    throw new GradientError(
      `${caller}: the second derivative of a product with more than one factor 0 at one place is not implemented`,
    );
  }
  const onlyZero = zero.logicalAnd(zeros.eq(1));
  const others = scatterProductOp([x, index, maskedFill(source, onlyZero, 1)], options);
  return where(
    onlyZero,
    gather(grad.mul(others), dim, index),
    gather(grad.mul(out), dim, index).div(maskedFill(source, zero, 1)),
  );
}

interface Extremum extends Scattering {
  readonly kind: 'max' | 'min';
  /** Whether what is there takes part. */
  readonly includeSelf: boolean;
}

/** The greatest, or least, of the source and what is there. Equal ones share the gradient evenly. */
export const scatterExtremumOp: Scatter<Extremum> = /* @__PURE__ */ defineScatter<Extremum>(
  'scatterExtremum',
  // any element of the source is a start that changes nothing
  ({ kind, includeSelf }) => (includeSelf ? [kind] : ['set', kind]),
  ({ inputs, outputs: [out], options: { dim, includeSelf }, needs, save }) => {
    const [savedX, savedIndex, savedSource] = inputs.map(save);
    const savedOut = save(out!);
    return ([grad]) => {
      const [index, source, result] = [savedIndex!(), savedSource!(), savedOut()];
      const reached = savedX!().eq(result);
      const own = (includeSelf ? reached : zeroAt(reached, dim, index)).to(result.dtype);
      const hits = source.eq(gather(result, dim, index)).to(result.dtype);
      const share = grad!.div(scatterAddOp([own, index, hits], { dim, caller: 'scatterAdd' }));
      return [
        needs[0] ? share.mul(own) : undefined,
        undefined,
        needs[2] ? gather(share, dim, index).mul(hits) : undefined,
      ];
    };
  },
);
