import { ArgumentError, isTensor, type Tensor } from '@cotangent/core';
import { ctcLosses } from './ctc-op.ts';
import { alignments } from './ctc-targets.ts';
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
  const losses = ctcLosses(batch, { ...aligned, zeroInfinity });
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
