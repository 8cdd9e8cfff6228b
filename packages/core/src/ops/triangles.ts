import { ArgumentError, ShapeError } from '../errors.ts';
import * as e from '../formula/builder.ts';
import { integersLike } from '../op/allocate.ts';
import { defineElementwise } from '../op/define-elementwise.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** `edge` is the column of the diagonal in each row. */
const trilOp = /* @__PURE__ */ defineElementwise({
  name: 'tril',
  promotion: 'numeric',
  conditions: [1, 2],
  formula: (x, edge, column) => e.where(e.le(column, edge), x, 0),
});

const triuOp = /* @__PURE__ */ defineElementwise({
  name: 'triu',
  promotion: 'numeric',
  conditions: [1, 2],
  formula: (x, edge, column) => e.where(e.ge(column, edge), x, 0),
});

function edgesAndColumns(name: string, x: Tensor, diagonal: number): [edges: Tensor, columns: Tensor] {
  checkTensor(name, x, 0);
  if (x.shape.length < 2)
    throw new ShapeError(`${name}: expected at least 2 dimensions, got the shape ${formatShape(x.shape)}`);
  if (!Number.isInteger(diagonal)) throw new ArgumentError(`${name}: diagonal ${diagonal} is not a whole number`);
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  const edges = Array.from({ length: rows }, (_, row) => row + diagonal);
  const places = Array.from({ length: columns }, (_, column) => column);
  return [integersLike(x, edges).unsqueeze(1), integersLike(x, places)];
}

/**
 * A matrix, or each of a batch, with zeros above a diagonal: 0 is the main one, above it is positive.
 *
 * Throws a ShapeError below two dimensions. https://docs.pytorch.org/docs/stable/generated/torch.tril.html
 */
export function tril(x: Tensor, diagonal = 0): Tensor {
  return trilOp(x, ...edgesAndColumns('tril', x, diagonal));
}

/**
 * A matrix, or each of a batch, with zeros below a diagonal: 0 is the main one, above it is positive.
 *
 * Throws a ShapeError below two dimensions. https://docs.pytorch.org/docs/stable/generated/torch.triu.html
 */
export function triu(x: Tensor, diagonal = 0): Tensor {
  return triuOp(x, ...edgesAndColumns('triu', x, diagonal));
}
