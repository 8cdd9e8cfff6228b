import type { Operand } from '../../memory/memory.ts';
import type { SparseMatrix } from '../sparse-product.ts';
import { eachRow } from './rows.ts';
import { Scratch } from './scratch.ts';

const scratch = /* @__PURE__ */ new Scratch();

export function sparseProduct(
  input: Operand,
  dim: number,
  { counts, columns, values }: SparseMatrix,
  out: Operand,
): void {
  const vector = scratch.take(input.shape[dim]!);
  eachRow(input, dim, out, (row, length) => {
    for (let i = 0; i < length; i++) vector[i] = row[i]!;
    for (let i = 0, at = 0; i < counts.length; i++) {
      const end = at + counts[i]!;
      // from the first product on, so that -0 stays what it is
      let sum = at < end ? values[at]! * vector[columns[at]!]! : 0;
      for (at++; at < end; at++) sum += values[at]! * vector[columns[at]!]!;
      at = end;
      row[i] = sum;
    }
  });
}
