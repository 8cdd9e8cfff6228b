import { batchAll, defineOp, indexSelect, isFloat, type Tensor, tensor } from '@cotangent/core';
import { type SparseMatrix, sparseProductKernel } from '@cotangent/core/kernels';
import { none, type Tap } from './taps.ts';

interface MatrixAlongDim {
  readonly dim: number;
  /** From the places of the input to those of the output. */
  readonly matrix: SparseMatrix;
}

const resampleOp: (inputs: readonly [Tensor], options: MatrixAlongDim) => Tensor = /* @__PURE__ */ defineOp<
  readonly [Tensor],
  MatrixAlongDim
>({
  name: 'resample',
  shape: ([shape], { dim, matrix }) => shape.with(dim, matrix.counts.length),
  forward: (_, [x], [out], { dim, matrix }) => sparseProductKernel(x, dim, matrix, out!),
  vjp: ({ inputs: [x], options: { dim, matrix } }) => {
    const inSize = x.shape[dim]!;
    return ([grad]) => [resampleOp([grad!], { dim, matrix: transpose(matrix, inSize) })];
  },
  batch: (call) => resampleOp(batchAll(call), { ...call.options, dim: call.options.dim + 1 }),
});

/** The weighted sum of the places of each tap along `dim`. */
export function resample(x: Tensor, dim: number, taps: readonly Tap[]): Tensor {
  // what only picks elements takes integers too
  if (!isFloat(x.dtype)) return indexSelect(x, dim, tensor(taps[0]!.index));
  return resampleOp([x], { dim, matrix: matrixOf(taps) });
}

function matrixOf(taps: readonly Tap[]): SparseMatrix {
  const rows = taps[0]!.index.length;
  const counts = new Int32Array(rows);
  const columns: number[] = [];
  const values: number[] = [];
  for (let i = 0; i < rows; i++) {
    for (const { index, weight } of taps) {
      if (index[i] === none) continue;
      counts[i]!++;
      columns.push(index[i]!);
      values.push(weight ? weight[i]! : 1);
    }
  }
  return { counts, columns: Int32Array.from(columns), values: Float64Array.from(values) };
}

function transpose({ counts, columns, values }: SparseMatrix, width: number): SparseMatrix {
  const transposed = new Int32Array(width);
  for (const column of columns) transposed[column]!++;
  const next = new Int32Array(width);
  for (let i = 1; i < width; i++) next[i] = next[i - 1]! + transposed[i - 1]!;
  const [rows, sorted] = [new Int32Array(columns.length), new Float64Array(columns.length)];
  for (let row = 0, at = 0; row < counts.length; row++) {
    for (const end = at + counts[row]!; at < end; at++) {
      const place = next[columns[at]!]!++;
      rows[place] = row;
      sorted[place] = values[at]!;
    }
  }
  return { counts: transposed, columns: rows, values: sorted };
}
