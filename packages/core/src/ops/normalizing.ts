import { ArgumentError, DTypeError, ShapeError } from '../errors.ts';
import * as e from '../formula/builder.ts';
import type { Formula } from '../formula/formula.ts';
import { formulaOf } from '../formula/formula-of.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { Operand } from '../memory/memory.ts';
import { batchAll } from '../op/batch-rule.ts';
import { defineElementwise } from '../op/define-elementwise.ts';
import { defineOp } from '../op/define-op.ts';
import { isTensor } from '../op/record.ts';
import { formatShape, type Shape, sameShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { defineNormalizationBackward } from './normalization-backward.ts';
import { keptShape, reducedCount } from './reduced-dims.ts';
import { alignBatched, type Normalizing, standardized } from './standardized.ts';

type Inputs = readonly [x: Tensor, weight: Tensor | undefined, bias: Tensor | undefined];

/** Refuses a learned or running tensor of another shape or dtype than the input asks for. */
export function checkFits(name: string, what: string, value: Tensor | undefined, x: Tensor, shape: Shape): void {
  if (value === undefined) return;
  if (!isTensor(value)) throw new ArgumentError(`${name}: ${what} must be a tensor, got ${typeof value}`);
  if (!sameShape(value.shape, shape)) {
    throw new ShapeError(`${name}: ${what} has shape ${formatShape(value.shape)}, expected ${formatShape(shape)}`);
  }
  if (value.dtype !== x.dtype) {
    throw new DTypeError(`${name}: ${what} is ${value.dtype} but the input ${x.dtype}; convert one of them`);
  }
}

const divide: Formula = /* @__PURE__ */ formulaOf(1, 1, ([total], [count]) => e.div(total, count));
const squaredDistance: Formula = /* @__PURE__ */ formulaOf(2, 0, ([x, center]) => e.square(e.sub(x, center)));
// the last pass over the elements, with weight and bias, either or none
const finish: Formula = /* @__PURE__ */ formulaOf(3, 1, ([x, mean, variance], [eps]) =>
  standardized(x, mean, variance, eps),
);
const finishScaled: Formula = /* @__PURE__ */ formulaOf(4, 1, ([x, mean, variance, weight], [eps]) =>
  e.mul(standardized(x, mean, variance, eps), weight),
);
const finishShifted: Formula = /* @__PURE__ */ formulaOf(4, 1, ([x, mean, variance, bias], [eps]) =>
  e.add(standardized(x, mean, variance, eps), bias),
);
const finishBoth: Formula = /* @__PURE__ */ formulaOf(5, 1, ([x, mean, variance, weight, bias], [eps]) =>
  e.add(e.mul(standardized(x, mean, variance, eps), weight), bias),
);

/** The gradient of the factor that normalised elements are multiplied by. */
const ofWeight = /* @__PURE__ */ defineElementwise({
  name: 'normalizedProduct',
  promotion: 'float',
  scalars: 1,
  formula: (grad, x, mean, variance, eps) => e.mul(grad, standardized(x, mean, variance, eps)),
});

function forward(
  kernels: Kernels,
  [x, weight, bias]: readonly [Operand, Operand | undefined, Operand | undefined],
  [out, mean, variance]: readonly [Operand, Operand, Operand],
  { dims, eps }: Normalizing,
): void {
  const count = reducedCount(x.shape, dims);
  kernels.reduce('sum', x, dims, mean);
  kernels.map(divide, [mean], [mean], [count], false);
  // the squares may stand in `out`, which is not needed yet
  kernels.map(squaredDistance, [x, mean], [out], [], false);
  kernels.reduce('sum', out, dims, variance);
  kernels.map(divide, [variance], [variance], [count], false);
  const formula = weight ? (bias ? finishBoth : finishScaled) : bias ? finishShifted : finish;
  const affine = [...(weight ? [weight] : []), ...(bias ? [bias] : [])];
  kernels.map(formula, [x, mean, variance, ...affine], [out], [eps], false);
}

/**
 * The record of `(x − mean) / √(variance + eps) · weight + bias`, where mean and (population) variance are taken over
 * `dims`; weight and bias broadcast to x. Also gives mean and variance, with size 1 at `dims`.
 */
/* @__NO_SIDE_EFFECTS__ */
export function defineNormalization(name: string): (inputs: Inputs, options: Normalizing) => Tensor[] {
  const backward = defineNormalizationBackward(`${name}Backward`);
  return defineOp<Inputs, Normalizing>({
    name,
    outputs: ([{ shape, dtype }], { dims }) => {
      const statistic = { shape: keptShape(shape, dims), dtype };
      return [{ shape, dtype }, statistic, statistic];
    },
    forward: (kernels, inputs, [out, mean, variance], options) =>
      forward(kernels, inputs, [out!, mean!, variance!], options),
    vjp: ({ inputs: [x, weight, bias], outputs: [, mean, variance], options: { dims, eps }, needs, save }) => {
      const savesX = needs[0] || needs[1];
      const savedX = savesX ? save(x) : undefined;
      const savedMean = savesX ? save(mean!) : undefined;
      const savedVariance = savesX ? save(variance!) : undefined;
      const savedWeight = needs[0] && weight ? save(weight) : undefined;
      const count = reducedCount(x.shape, dims);
      return ([grad, ofMean, ofVariance]) => {
        const input = savedX?.();
        const center = savedMean?.();
        const spread = savedVariance?.();
        const parts: Tensor[] = [];
        if (needs[0] && grad) {
          parts.push(backward([grad, input!, center!, spread!, savedWeight?.()], { dims, eps }));
        }
        if (needs[0] && ofMean) parts.push(ofMean.div(count).expand(x.shape));
        if (needs[0] && ofVariance) parts.push(input!.sub(center!).mul(ofVariance.mul(2 / count)));
        const ofX = parts.reduce<Tensor | undefined>((sum, part) => sum?.add(part) ?? part, undefined);
        const scaled = needs[1] && grad ? ofWeight(grad, input!, center!, spread!, eps) : undefined;
        return [ofX, scaled, needs[2] && bias ? grad : undefined];
      };
    },
    batch: (call) => {
      const { op, options } = call;
      const [x, weight, bias] = batchAll(call);
      const aligned = [alignBatched(call, 1, weight, x.ndim), alignBatched(call, 2, bias, x.ndim)];
      return op([x, aligned[0], aligned[1]], { ...options, dims: options.dims.map((dim) => dim + 1) });
    },
  });
}
