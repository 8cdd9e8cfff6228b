import {
  ArgumentError,
  cat,
  gather,
  isTensor,
  logsumexp,
  type Tensor,
  tensor,
  where,
  zerosLike,
} from '@cotangent/core';
import { type Alignments, alignments } from './ctc-targets.ts';
import type { LossOptions } from './define-loss.ts';
import { LossOfModule } from './define-loss-of.ts';
import { checkReduction, checkTensors, reduce } from './reduction.ts';

/** Numbers of steps or labels, one per sequence. */
export type Lengths = Tensor | readonly number[];

/** What CTCLoss takes. */
export interface CTCLossOptions extends LossOptions {
  /** The class that stands for no label. Defaults to 0. */
  readonly blank?: number | undefined;
  /** Whether a target too long for its input costs nothing instead of infinitely much. Defaults to false. */
  readonly zeroInfinity?: boolean | undefined;
}

/** Stands for log 0: what is added to it or compared with it stays finite. */
const impossible = -1e30;

/**
 * The logarithm of the sum over all alignments of the product of their probabilities, `[N]`, by the forward algorithm:
 * `alpha[n][s]` sums the beginnings that have read the first s of the labels with blanks between and around.
 */
function logLikelihood(logProbs: Tensor, { labels, mayJump, inputLengths, ends }: Alignments): Tensor {
  const [steps, batch] = logProbs.shape as [number, number, number];
  const states = labels.size(-1);
  const emissions = gather(logProbs, 2, labels.expand([steps, batch, states])).clamp(impossible);
  const starts = tensor(Array.from({ length: states }, (_, s) => (s < 2 ? 1 : 0)));
  const never = zerosLike(emissions.select(0, 0).detach()).add(impossible);
  let alpha = where(starts.gt(0), emissions.select(0, 0), never);
  for (let t = 1; t < steps; t++) {
    const advanced = cat([never.narrow(1, 0, 1), alpha], { dim: 1 }).narrow(1, 0, states);
    const jumped = cat([never.narrow(1, 0, Math.min(2, states)), alpha], { dim: 1 }).narrow(1, 0, states);
    const reached = logSumOf([alpha, advanced, where(mayJump, jumped, never)]).add(emissions.select(0, t));
    alpha = where(inputLengths.gt(t).unsqueeze(1), reached, alpha);
  }
  const last = gather(alpha, 1, ends);
  // an empty target ends with its only state
  const distinct = ends.select(1, 0).ne(ends.select(1, 1));
  return logSumOf([last.select(1, 0), where(distinct, last.select(1, 1), never.select(1, 0))]);
}

function logSumOf(terms: readonly Tensor[]): Tensor {
  return logsumexp(
    cat(
      terms.map((term) => term.unsqueeze(-1)),
      { dim: -1 },
    ),
    -1,
  );
}

/**
 * 0 with the gradient exp(ℓ). PyTorch's gradient with respect to log-probabilities ℓ takes for granted that they come
 * from a log-softmax, through which this term vanishes.
 */
function normalizer(logProbs: Tensor, { inputLengths }: Alignments): Tensor {
  const steps = tensor(Array.from({ length: logProbs.size(0) }, (_, t) => t));
  const within = steps.unsqueeze(1).lt(inputLengths).unsqueeze(2);
  const terms = where(within, logProbs.exp().sub(logProbs.detach().exp()), 0);
  return terms.sum({ dim: [0, 2] });
}

/**
 * The negative log-likelihood of label sequences under all their alignments with longer sequences of log-probabilities
 * (Graves et al. 2006, https://www.cs.toronto.edu/~graves/icml_2006.pdf). `logProbs` are `[T, N, C]`, or `[T, C]` of a
 * single sequence; targets `[N, S]`, padded, or all labels one after the other. The mean divides each loss by its number
 * of labels before it takes the mean over the batch.
 *
 * Throws a ShapeError or DTypeError for operands that do not fit, an IndexError for a label outside [0, C), an
 * ArgumentError for lengths that exceed what is there. https://docs.pytorch.org/docs/stable/generated/torch.nn.CTCLoss.html
 */
export function ctcLoss(
  logProbs: Tensor,
  targets: Tensor,
  inputLengths: Lengths,
  targetLengths: Lengths,
  options: CTCLossOptions = {},
): Tensor {
  const name = 'ctcLoss';
  const { blank = 0, zeroInfinity = false } = options;
  const reduction = checkReduction(name, options.reduction);
  checkTensors(name, { logProbs, targets });
  const single = logProbs.ndim === 2;
  const batch = single ? logProbs.unsqueeze(1) : logProbs;
  const aligned = alignments(
    name,
    batch,
    targets,
    lengthsOf(name, inputLengths),
    lengthsOf(name, targetLengths),
    blank,
  );
  const found = logLikelihood(batch, aligned).neg();
  const correction = normalizer(batch, aligned);
  const hopeless = found.detach().gt(-impossible / 10);
  // PyTorch's gradient of an infinite loss is NaN, which the root of 0² has
  const root = where(hopeless, correction, 1).square().sqrt();
  const infinite = zeroInfinity ? 0 : root.add(Number.POSITIVE_INFINITY);
  const losses = where(hopeless, infinite, found.add(correction));
  if (reduction === 'none') return single ? losses.squeeze(0) : losses;
  return reduce({ values: reduction === 'mean' ? losses.div(aligned.targetLengths.clamp(1)) : losses }, reduction);
}

function lengthsOf(name: string, lengths: Lengths): number[] {
  const list = isTensor(lengths) ? [...lengths.toTypedArray()] : [...lengths];
  const wrong = list.find((length) => !Number.isInteger(length) || length < 0);
  if (wrong !== undefined) throw new ArgumentError(`${name}: ${wrong} is no length: expected a whole number ≥ 0`);
  return list;
}

/** {@link ctcLoss} as a module: `criterion.call(logProbs, targets, inputLengths, targetLengths)`. */
export class CTCLoss extends LossOfModule<[Tensor, Tensor, Lengths, Lengths], CTCLossOptions> {
  constructor(options?: CTCLossOptions) {
    super(ctcLoss, options);
  }
}
