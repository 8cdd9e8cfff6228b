import { ArgumentError, IndexError, ShapeError } from '../errors.ts';
import { indexSelectKernel } from '../kernels/indexing.ts';
import { filledLike } from '../op/allocate.ts';
import { type BatchRule, batchAll } from '../op/batch-rule.ts';
import { defineOp } from '../op/define-op.ts';
import { noGrad } from '../op/grad-mode.ts';
import { writeInPlace } from '../op/in-place.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { maskedFill } from './conditional.ts';
import { gatherOp } from './gather-records.ts';
import { dtypeOfFirst } from './index-checks.ts';
import { indexVector } from './mask-indices.ts';
import { renorm } from './norm.ts';
import { indexSelect } from './row-indexing.ts';
import { addIntoZeros } from './row-records.ts';
import { indexCopy } from './row-writing.ts';

interface Lookup {
  /** The function that was called, for errors. */
  readonly caller: string;
  /** How many rows the table has. */
  readonly rows: number;
  /** The row that gets no gradient. */
  readonly paddingIdx: number | undefined;
  readonly scaleGradByFreq: boolean;
}

/** How often each index comes among all, for rows of `count` kinds. */
function frequencies(index: Tensor, count: number): Tensor {
  const ones = filledLike(index, 1, 'int32', []).expand(index.shape);
  return indexSelect(addIntoZeros(ones, 0, index, [count]), 0, index);
}

/** Indices of a whole batch are one long vector of them, tables of a batch one long table. */
const batchLookup: BatchRule<readonly [Tensor, Tensor], Lookup> = (call) => {
  const { batched, options, op } = call;
  const [weight, index] = batchAll(call);
  const width = weight.shape[2]!;
  if (!batched[0]) return (op([call.inputs[0], index.flatten()], options) as Tensor).reshape([...index.shape, width]);
  const [tables, rows] = weight.shape as [number, number];
  // in one long table an index that is outside its own would find a row of the next
  gatherOp([filledLike(index, 0, 'int32', []).expand([tables, rows]), index], { dim: 1, caller: options.caller });
  const starts = indexVector(index, tables, (i) => i * rows).unsqueeze(1);
  const found = op([weight.reshape([tables * rows, width]), index.add(starts).flatten()], options) as Tensor;
  return found.reshape([...index.shape, width]);
};

const lookupOp = /* @__PURE__ */ defineOp<readonly [Tensor, Tensor], Lookup>({
  name: 'embedding',
  dtype: dtypeOfFirst,
  shape: ([[, width], index]) => [index[0]!, width!],
  forward: (_, [weight, index], [out], { caller }) => indexSelectKernel(caller, weight, 0, index, out!),
  vjp: ({ inputs: [{ shape }, index], options, save }) => {
    const saved = save(index);
    const { rows, paddingIdx, scaleGradByFreq } = options;
    return ([grad]) => {
      const index = saved();
      let parts = grad!;
      if (scaleGradByFreq) parts = parts.div(frequencies(index, shape[0]!).unsqueeze(1));
      if (paddingIdx !== undefined) parts = maskedFill(parts, index.remainder(rows).eq(paddingIdx).unsqueeze(1), 0);
      return [addIntoZeros(parts, 0, index, shape), undefined];
    };
  },
  batch: batchLookup,
});

/** How rows of a table are looked up. */
export interface EmbeddingOptions {
  /** The row that gets no gradient; negative ones count from the end. */
  readonly paddingIdx?: number | undefined;
  /** Rows that are looked up and have a greater norm are first scaled to this one, in the table itself. */
  readonly maxNorm?: number | undefined;
  /** The order of that norm. Defaults to 2. */
  readonly normType?: number | undefined;
  /** Whether a row's gradient is divided by how often it is looked up. Defaults to false. */
  readonly scaleGradByFreq?: boolean | undefined;
}

/** The table's row that is padding, counted from the front. Checks all that lookups have in common. */
export function checkTable(
  caller: string,
  input: Tensor,
  weight: Tensor,
  { paddingIdx }: EmbeddingOptions,
): number | undefined {
  checkTensor(caller, input, 0);
  checkTensor(caller, weight, 1);
  if (weight.shape.length !== 2)
    throw new ShapeError(`${caller}: the weight must have 2 dimensions, got ${formatShape(weight.shape)}`);
  if (paddingIdx === undefined) return undefined;
  const rows = weight.shape[0]!;
  if (!Number.isInteger(paddingIdx) || paddingIdx < -rows || paddingIdx >= rows)
    throw new IndexError(`${caller}: paddingIdx ${paddingIdx} is outside [${-rows}, ${rows})`);
  return paddingIdx < 0 ? paddingIdx + rows : paddingIdx;
}

/** The rows of a table at an index vector. */
export function lookUp(weight: Tensor, index: Tensor, lookup: Omit<Lookup, 'rows'>): Tensor {
  return lookupOp([weight, index], { ...lookup, rows: weight.shape[0]! });
}

/** Scales the rows of a table that are too long, before they are looked up. */
export function limitNorms(caller: string, weight: Tensor, index: Tensor, maxNorm: number, normType: number): void {
  if (!(maxNorm >= 0)) throw new ArgumentError(`${caller}: maxNorm must be at least 0, got ${maxNorm}`);
  if (!(normType > 0)) throw new ArgumentError(`${caller}: normType must be greater than 0, got ${normType}`);
  noGrad(() => {
    const limited = renorm(indexSelect(weight, 0, index), normType, 0, maxNorm);
    writeInPlace(caller, weight, [], (table) => indexCopy(table, 0, index, limited));
  });
}
