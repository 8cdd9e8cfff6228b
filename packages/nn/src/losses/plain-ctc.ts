import { cat, gather, logsumexp, type Tensor, tensor, where, zerosLike } from '@cotangent/core';
import type { Alignments } from './ctc-targets.ts';

/** Stands for log 0: what is added to it or compared with it stays finite. */
export const impossible = -1e30;

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

/** Which losses, of −log-likelihoods, are infinite. */
export const hopeless: number = -impossible / 10;

/** The losses `[N]` of log-probabilities `[T, N, C]` in tensor operations. */
export function plainCtcLosses(logProbs: Tensor, aligned: Alignments, zeroInfinity: boolean): Tensor {
  const found = logLikelihood(logProbs, aligned).neg();
  const correction = normalizer(logProbs, aligned);
  const unread = aligned.inputLengths.eq(0);
  const lost = found.detach().gt(hopeless).logicalAnd(unread.logicalNot());
  // PyTorch's gradient of an infinite loss is NaN, which the root of 0² has
  const root = where(lost, correction, 1).square().sqrt();
  const infinite = zeroInfinity ? 0 : root.add(Number.POSITIVE_INFINITY);
  const ofNothing = where(aligned.targetLengths.eq(0), 0, zeroInfinity ? 0 : Number.POSITIVE_INFINITY);
  return where(unread, ofNothing.to(logProbs.dtype), where(lost, infinite, found.add(correction)));
}
