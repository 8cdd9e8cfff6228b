import { ShapeError } from '../errors.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape, sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { diagonal } from './diagonals.ts';
import { matmul } from './matmul.ts';
import { squeeze } from './movement.ts';
import { type Label, parseEinsum } from './parse-einsum.ts';
import { productDType } from './product-operands.ts';

/** A tensor with a label for each of its dimensions, none twice. */
interface Labelled {
  readonly tensor: Tensor;
  readonly labels: readonly Label[];
}

/**
 * Sums of products by Einstein's convention. `'ij,jk->ik'` names the dimensions of each operand and of the result by
 * letters: what has the same letter runs together, what is missing from the result is summed over. A letter twice in one
 * operand takes a diagonal, `...` stands for all dimensions that have no letter, which broadcast. Without `->` the
 * result has the dimensions of `...` and the letters that occur once, in alphabetical order, capitals first.
 *
 * Operands are multiplied from left to right, each time as a batch of matrices.
 *
 * Throws an ArgumentError for an equation that is none or does not fit the number of operands, a ShapeError when it does
 * not fit their dimensions or sizes, a DTypeError when what is summed over has several dtypes or bools.
 * https://docs.pytorch.org/docs/stable/generated/torch.einsum.html
 */
export function einsum(equation: string, ...operands: Tensor[]): Tensor {
  operands.forEach((x, i) => {
    checkTensor('einsum', x, i);
  });
  const { inputs, output } = parseEinsum(
    equation,
    operands.map(({ shape }) => shape),
  );
  checkSizes(operands, inputs);
  const labelled = operands.map((tensor, i) => withoutRepeats(tensor, inputs[i]!));
  let product = labelled[0]!;
  for (let i = 1; i < labelled.length; i++) {
    const rest = labelled.slice(i + 1).flatMap(({ labels }) => labels);
    product = contract(product, labelled[i]!, (label) => output.includes(label) || rest.includes(label));
  }
  return arranged(
    sumOver(product, (label) => !output.includes(label)),
    output,
  );
}

/** Dimensions with one label have one size, or size 1. */
function checkSizes(operands: readonly Tensor[], inputs: readonly (readonly Label[])[]): void {
  const sizes = new Map<Label, number>();
  operands.forEach(({ shape }, i) => {
    inputs[i]!.forEach((label, d) => {
      const known = sizes.get(label) ?? 1;
      if (known !== 1 && shape[d] !== 1 && shape[d] !== known)
        throw new ShapeError(
          `einsum: ${nameOf(label)} has size ${known} before and size ${shape[d]} in operand ${i}, ${formatShape(shape)}`,
        );
      if (known === 1) sizes.set(label, shape[d]!);
    });
  });
}

function nameOf(label: Label): string {
  return typeof label === 'string' ? `subscript ${label}` : `dimension ${label} of ...`;
}

function withoutRepeats(x: Tensor, all: readonly Label[]): Labelled {
  let tensor = x;
  let labels = all;
  for (let d = labels.length - 1; d > 0; d--) {
    const label = labels[d]!;
    const first = labels.indexOf(label);
    if (first === d) continue;
    if (tensor.shape[first] !== tensor.shape[d])
      throw new ShapeError(
        `einsum: ${nameOf(label)} is twice in one operand, with sizes ${tensor.shape[first]} and ${tensor.shape[d]}`,
      );
    // the diagonal becomes the last dimension
    tensor = diagonal(tensor, { dim1: first, dim2: d });
    labels = [...labels.filter((_, i) => i !== first && i !== d), label];
    d = labels.length;
  }
  return { tensor, labels };
}

function sumOver({ tensor, labels }: Labelled, vanishes: (label: Label) => boolean): Labelled {
  const dims = labels.flatMap((label, d) => (vanishes(label) ? [d] : []));
  if (dims.length === 0) return { tensor, labels };
  return { tensor: tensor.sum({ dim: dims }), labels: labels.filter((label) => !vanishes(label)) };
}

/** The product of two operands, summed over what both have and nothing else keeps. */
function contract(a: Labelled, b: Labelled, keeps: (label: Label) => boolean): Labelled {
  const left = prepared(a, b, keeps);
  const right = prepared(b, a, keeps);
  const shared = left.labels.filter((label) => right.labels.includes(label));
  const batch = shared.filter(keeps);
  const summed = shared.filter((label) => !keeps(label));
  const rows = left.labels.filter((label) => !shared.includes(label));
  const columns = right.labels.filter((label) => !shared.includes(label));
  const labels = [...batch, ...rows, ...columns];
  if (summed.length === 0) {
    const factor = arranged(right, [...batch, ...columns]);
    const spread = factor.reshape([
      ...factor.shape.slice(0, batch.length),
      ...rows.map(() => 1),
      ...factor.shape.slice(batch.length),
    ]);
    const other = arranged(left, [...batch, ...rows]);
    return { tensor: other.reshape([...other.shape, ...columns.map(() => 1)]).mul(spread), labels };
  }
  productDType('einsum', left.tensor, right.tensor);
  const sizes = (of: Labelled, some: readonly Label[]): number[] =>
    some.map((x) => of.tensor.shape[of.labels.indexOf(x)]!);
  const [batchSizes, rowSizes, columnSizes] = [sizes(left, batch), sizes(left, rows), sizes(right, columns)];
  const count = sizeOf(sizes(left, summed));
  const matrices = arranged(left, [...batch, ...rows, ...summed]).reshape([...batchSizes, sizeOf(rowSizes), count]);
  const others = arranged(right, [...batch, ...summed, ...columns]).reshape([
    ...batchSizes,
    count,
    sizeOf(columnSizes),
  ]);
  return { tensor: matmul(matrices, others).reshape([...batchSizes, ...rowSizes, ...columnSizes]), labels };
}

/** Summed over what nothing else has, and without a dimension of size 1 that only broadcasts. */
function prepared(x: Labelled, other: Labelled, keeps: (label: Label) => boolean): Labelled {
  const sizeIn = ({ tensor, labels }: Labelled, label: Label): number | undefined =>
    tensor.shape[labels.indexOf(label)];
  const { tensor, labels } = sumOver(x, (label) => !keeps(label) && !other.labels.includes(label));
  const only = labels.flatMap((label, d) => {
    const size = sizeIn(other, label);
    return tensor.shape[d] === 1 && size !== undefined && size !== 1 ? [d] : [];
  });
  if (only.length === 0) return { tensor, labels };
  return { tensor: squeeze(tensor, only), labels: labels.filter((_, d) => !only.includes(d)) };
}

function arranged({ tensor, labels }: Labelled, order: readonly Label[]): Tensor {
  return tensor.permute(order.map((label) => labels.indexOf(label)));
}
