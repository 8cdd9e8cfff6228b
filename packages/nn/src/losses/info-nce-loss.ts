import { arange, cat, DTypeError, formatShape, isFloat, normalize, ShapeError, type Tensor } from '@cotangent/core';
import { crossEntropyOfClasses } from './class-losses.ts';
import { defineLoss, type LossFunction, type LossOptions } from './define-loss.ts';
import { checkTemperature } from './distillation-loss.ts';
import { checkSameShape } from './element-targets.ts';
import { LossModule } from './loss-module.ts';
import { checkTensors } from './reduction.ts';

/** What InfoNCELoss takes. */
export interface InfoNceLossOptions extends LossOptions {
  /** What the similarities are divided by; positive. Defaults to 0.1. */
  readonly temperature?: number | undefined;
  /** Vectors `[M, D]` that belong to no query, beside the keys of the other queries. */
  readonly negatives?: Tensor | undefined;
  /** Whether vectors are brought to length 1, so that similarities are cosines. Defaults to true. */
  readonly normalized?: boolean | undefined;
}

/**
 * Which key belongs to which query? For queries and keys `[N, D]`, row i of one belonging to row i of the other, the
 * cross entropy of telling each query's key from those of all others,
 *
 * -log (exp(qᵢ·kᵢ / T) / Σⱼ exp(qᵢ·kⱼ / T)),
 *
 * with T the temperature (InfoNCE, van den Oord et al. 2018, https://arxiv.org/abs/1807.03748). The losses are `[N]`.
 *
 * Throws an ArgumentError for a `temperature` that is not positive, a ShapeError or DTypeError for queries, keys or
 * negatives that do not fit.
 */
export const infoNceLoss: LossFunction<InfoNceLossOptions> = /* @__PURE__ */ defineLoss({
  name: 'infoNceLoss',
  terms: (queries, keys, { temperature = 0.1, negatives, normalized = true }: InfoNceLossOptions) => {
    const name = 'infoNceLoss';
    checkTemperature(name, temperature);
    checkVectors(name, 'the input', queries);
    checkSameShape(name, queries, keys);
    if (negatives) {
      checkTensors(name, { negatives });
      checkVectors(name, 'options.negatives', negatives, queries.shape[1]);
    }
    const others = negatives ? cat([keys, negatives]) : keys;
    const [q, k] = normalized ? [normalize(queries), normalize(others)] : [queries, others];
    const similarities = q.matmul(k.transpose(0, 1)).div(temperature);
    return crossEntropyOfClasses(name, similarities, arange(queries.shape[0]!, { dtype: 'int64' }));
  },
});

/** {@link infoNceLoss} as a module: `criterion.call(queries, keys)`. */
export class InfoNCELoss extends LossModule<InfoNceLossOptions> {
  constructor(options?: InfoNceLossOptions) {
    super(infoNceLoss, options);
  }
}

function checkVectors(name: string, what: string, x: Tensor, length?: number): void {
  if (!isFloat(x.dtype)) throw new DTypeError(`${name}: ${what} is ${x.dtype}, expected float32 or float64`);
  if (x.ndim === 2 && (length === undefined || x.shape[1] === length)) return;
  throw new ShapeError(`${name}: ${what} is ${formatShape(x.shape)}, expected [N, ${length ?? 'D'}]`);
}
