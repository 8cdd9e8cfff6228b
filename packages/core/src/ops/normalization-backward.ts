import * as e from '../formula/builder.ts';
import type { Formula, Num } from '../formula/formula.ts';
import { formulaOf } from '../formula/formula-of.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { Operand } from '../memory/memory.ts';
import { batchAll } from '../op/batch-rule.ts';
import { defineElementwise } from '../op/define-elementwise.ts';
import { defineOp } from '../op/define-op.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { release, scratch } from './kernel-scratch.ts';
import { reducedCount } from './reduced-dims.ts';
import { alignBatched, type Normalizing, standardized } from './standardized.ts';

type Inputs = readonly [grad: Tensor, x: Tensor, mean: Tensor, variance: Tensor, weight: Tensor | undefined];
type Operands = readonly [Operand, Operand, Operand, Operand, Operand | undefined];

// what the group's mean and variance take back is its gradient's mean, and its projection on the normalised elements
const taken = (g: Num, y: Num, sum: Num, projection: Num, variance: Num, eps: Num, count: Num): Num =>
  e.mul(e.sub(e.sub(g, e.div(sum, count)), e.mul(y, e.div(projection, count))), e.rsqrt(e.add(variance, eps)));

const projected: Formula = /* @__PURE__ */ formulaOf(4, 1, ([g, x, mean, variance], [eps]) =>
  e.mul(g, standardized(x, mean, variance, eps)),
);
const projectedScaled: Formula = /* @__PURE__ */ formulaOf(5, 1, ([g, x, mean, variance, weight], [eps]) =>
  e.mul(e.mul(g, weight), standardized(x, mean, variance, eps)),
);
const scaled: Formula = /* @__PURE__ */ formulaOf(2, 0, ([g, weight]) => e.mul(g, weight));
const finish: Formula = /* @__PURE__ */ formulaOf(6, 2, ([g, x, mean, variance, sum, projection], [eps, count]) =>
  taken(g, standardized(x, mean, variance, eps), sum, projection, variance, eps, count),
);
const finishScaled: Formula = /* @__PURE__ */ formulaOf(
  7,
  2,
  ([g, x, mean, variance, sum, projection, weight], [eps, count]) =>
    taken(e.mul(g, weight), standardized(x, mean, variance, eps), sum, projection, variance, eps, count),
);

function forward(
  kernels: Kernels,
  [grad, x, mean, variance, weight]: Operands,
  out: Operand,
  { dims, eps }: Normalizing,
): void {
  const [sum, projection] = [scratch(mean.dtype, mean.shape), scratch(mean.dtype, mean.shape)];
  try {
    // products may stand in `out`, which is not needed yet
    if (weight) kernels.map(scaled, [grad, weight], [out], [], false);
    kernels.reduce('sum', weight ? out : grad, dims, sum);
    const group = [grad, x, mean, variance];
    kernels.map(weight ? projectedScaled : projected, weight ? [...group, weight] : group, [out], [eps], false);
    kernels.reduce('sum', out, dims, projection);
    const all = [...group, sum, projection];
    const numbers = [eps, reducedCount(x.shape, dims)];
    kernels.map(weight ? finishScaled : finish, weight ? [...all, weight] : all, [out], numbers, false);
  } finally {
    release(sum);
    release(projection);
  }
}

const inverseSpread = /* @__PURE__ */ defineElementwise({
  name: 'inverseSpread',
  promotion: 'float',
  scalars: 1,
  formula: (variance, eps) => e.rsqrt(e.add(variance, eps)),
});

const standardize = /* @__PURE__ */ defineElementwise({
  name: 'standardize',
  promotion: 'float',
  scalars: 1,
  formula: standardized,
});

/**
 * The record of a normalisation's gradient with respect to x: with y the normalised elements, `a = grad · weight` and
 * means over `dims`, `(a − mean(a) − y · mean(a · y)) / √(variance + eps)`. Mean and variance follow from x, so all of a
 * second derivative goes to x.
 */
/* @__NO_SIDE_EFFECTS__ */
export function defineNormalizationBackward(name: string): (inputs: Inputs, options: Normalizing) => Tensor {
  const op: (inputs: Inputs, options: Normalizing) => Tensor = defineOp<Inputs, Normalizing>({
    name,
    dtype: ([, x]) => x.dtype,
    shape: ([, x]) => x,
    forward: (kernels, inputs, [out], options) => forward(kernels, inputs, out!, options),
    vjp: ({ inputs: [grad, x, mean, variance, weight], options, needs, save }) => {
      const [savedX, savedMean, savedVariance] = [save(x), save(mean), save(variance)];
      const savedGrad = needs[1] || needs[4] ? save(grad) : undefined;
      const savedWeight = (needs[0] || needs[1]) && weight ? save(weight) : undefined;
      const average = (t: Tensor): Tensor => t.mean({ dim: options.dims, keepdim: true });
      return ([v]) => {
        if (!v) return [];
        const [input, center, spread] = [savedX(), savedMean(), savedVariance()];
        const w = savedWeight?.();
        const g = savedGrad?.();
        const ofScaled = needs[0] || needs[4] ? op([v, input, center, spread, undefined], options) : undefined;
        const ofX = (a: Tensor): Tensor => {
          const y = standardize(input, center, spread, options.eps);
          const r = inverseSpread(spread, options.eps);
          const [ofA, ofV] = [average(a.mul(y)), average(v.mul(y))];
          // through y, and through the factor in front of all
          const slope = v.mul(ofA).add(a.mul(ofV)).mul(r.neg());
          const total = average(v.mul(a))
            .sub(average(v).mul(average(a)))
            .sub(ofA.mul(ofV));
          return op([slope, input, center, spread, undefined], options).sub(y.mul(r.square().mul(total)));
        };
        return [
          needs[0] ? (w ? ofScaled!.mul(w) : ofScaled) : undefined,
          needs[1] ? ofX(w ? g!.mul(w) : g!) : undefined,
          undefined,
          undefined,
          needs[4] ? ofScaled!.mul(g!) : undefined,
        ];
      };
    },
    batch: (call) => {
      const [grad, x, mean, variance, weight] = batchAll(call);
      const aligned = alignBatched(call, 4, weight, x.ndim);
      return call.op([grad, x, mean, variance, aligned], {
        ...call.options,
        dims: call.options.dims.map((dim) => dim + 1),
      });
    },
  });
  return op;
}
