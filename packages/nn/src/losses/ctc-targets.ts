import {
  ArgumentError,
  DTypeError,
  formatShape,
  IndexError,
  isFloat,
  ShapeError,
  type Tensor,
  tensor,
} from '@cotangent/core';

/** The targets of a batch as the forward algorithm reads them: L = 2S + 1 states, a blank before and after each label. */
export interface Alignments {
  /** The class of each state, `[N, L]`. */
  readonly labels: Tensor;
  /** Whether a state may follow the one two before: not a blank, nor the same label again. `[N, L]`, bool. */
  readonly mayJump: Tensor;
  /** The states in which an alignment may end, `[N, 2]`: the last blank and the last label. */
  readonly ends: Tensor;
  /**
   * From how many states before, itself not counted, a state is reached: 0 for the first of a sequence, 2 where it
   * {@link mayJump}, else 1. Those of all sequences one after the other, and 0 twice.
   */
  readonly reach: Tensor;
  /** The step with which an alignment may end in a state, −1 for the others: those of all sequences one after the other. */
  readonly endsAt: Tensor;
  /** `[N]`. */
  readonly inputLengths: Tensor;
  /** `[N]`. */
  readonly targetLengths: Tensor;
  /** The numbers of {@link inputLengths}. */
  readonly steps: readonly number[];
  /** The numbers of {@link targetLengths}. */
  readonly counts: readonly number[];
}

/** Checks what `ctcLoss` was given and lays out its targets. `logProbs` are `[T, N, C]`. */
export function alignments(
  name: string,
  logProbs: Tensor,
  targets: Tensor,
  inputLengths: readonly number[],
  targetLengths: readonly number[],
  blank: number,
): Alignments {
  if (logProbs.ndim !== 3) {
    throw new ShapeError(`${name}: logProbs are ${formatShape(logProbs.shape)}, expected [T, N, C] or [T, C]`);
  }
  if (!isFloat(logProbs.dtype)) throw new DTypeError(`${name}: logProbs are ${logProbs.dtype}, expected a float dtype`);
  if (isFloat(targets.dtype) || targets.dtype === 'bool') {
    throw new DTypeError(`${name}: the targets are ${targets.dtype}, expected labels as int32`);
  }
  const [steps, batch, classes] = logProbs.shape as [number, number, number];
  if (!Number.isInteger(blank) || blank < 0 || blank >= classes) {
    throw new ArgumentError(`${name}: blank ${blank} is outside [0, ${classes})`);
  }
  checkLengths(name, 'inputLengths', inputLengths, batch, steps);
  const sequences = labelsOf(name, targets, targetLengths, batch);
  const states = 2 * Math.max(0, ...targetLengths) + 1;
  const labels = new Int32Array(batch * states).fill(blank);
  const reach = new Int32Array(batch * states + 2).fill(1, 0, batch * states);
  const endsAt = new Int32Array(batch * states).fill(-1);
  sequences.forEach((sequence, n) => {
    reach[n * states] = 0;
    const end = n * states + 2 * sequence.length;
    endsAt.fill(inputLengths[n]! - 1, sequence.length > 0 ? end - 1 : end, end + 1);
    sequence.forEach((label, k) => {
      if (label < 0 || label >= classes) {
        throw new IndexError(`${name}: label ${label} at place ${k} of target ${n} is outside [0, ${classes})`);
      }
      labels[n * states + 2 * k + 1] = label;
      if (k > 0 && label !== sequence[k - 1] && label !== blank) reach[n * states + 2 * k + 1] = 2;
    });
  });
  const shape = [batch, states];
  const integers = { dtype: 'int32' } as const;
  return {
    labels: tensor(labels).reshape(shape),
    mayJump: tensor(reach.subarray(0, batch * states))
      .reshape(shape)
      .eq(2),
    ends: tensor(
      targetLengths.map((length) => [2 * length, Math.max(0, 2 * length - 1)]),
      integers,
    ),
    reach: tensor(reach),
    endsAt: tensor(endsAt),
    inputLengths: tensor([...inputLengths], integers),
    targetLengths: tensor([...targetLengths], integers),
    steps: inputLengths,
    counts: targetLengths,
  };
}

function checkLengths(name: string, what: string, lengths: readonly number[], batch: number, most: number): void {
  if (lengths.length !== batch) {
    throw new ArgumentError(`${name}: ${lengths.length} ${what} for a batch of ${batch}`);
  }
  const n = lengths.findIndex((length) => length > most);
  if (n >= 0) throw new ArgumentError(`${name}: ${what}[${n}] is ${lengths[n]}, but there are only ${most}`);
}

/** The labels of each sequence: rows of padded targets, or consecutive parts of one vector. */
function labelsOf(name: string, targets: Tensor, lengths: readonly number[], batch: number): number[][] {
  const labels = [...targets.toTypedArray()];
  if (targets.ndim === 2) {
    const [rows, width] = targets.shape as [number, number];
    if (rows !== batch) {
      throw new ShapeError(`${name}: the targets are ${formatShape(targets.shape)} for a batch of ${batch}`);
    }
    checkLengths(name, 'targetLengths', lengths, batch, width);
    return lengths.map((length, n) => labels.slice(n * width, n * width + length));
  }
  if (targets.ndim !== 1) {
    throw new ShapeError(`${name}: the targets are ${formatShape(targets.shape)}, expected [N, S] or one vector`);
  }
  checkLengths(name, 'targetLengths', lengths, batch, labels.length);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (total !== labels.length) {
    throw new ArgumentError(`${name}: targetLengths add up to ${total}, but there are ${labels.length} labels`);
  }
  let start = 0;
  return lengths.map((length) => {
    start += length;
    return labels.slice(start - length, start);
  });
}
