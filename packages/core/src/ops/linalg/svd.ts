import { svd as svdKernel } from '../../kernels/decompositions/svd.ts';
import { leadingBatch } from '../../op/batch-rule.ts';
import { defineOp } from '../../op/define-op.ts';
import type { Gradient } from '../../op/graph-node.ts';
import { mustRecord } from '../../op/record.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { diagEmbed } from '../diagonals.ts';
import { matmul } from '../matmul.ts';
import { checkFinite, checkMatrices } from './checks.ts';
import { identityLike } from './identity.ts';

interface Full {
  readonly full: boolean;
  /** Who refuses a matrix that is not finite; without a name its factors are NaN. */
  readonly checked: string | undefined;
}

const svdOp = /* @__PURE__ */ defineOp<readonly [Tensor], Full>({
  name: 'linalg.svd',
  outputs: ([{ shape, dtype }], { full }) => {
    const [batch, m, n] = [shape.slice(0, -2), shape.at(-2)!, shape.at(-1)!];
    const count = Math.min(m, n);
    return [
      { shape: [...batch, m, full ? m : count], dtype },
      { shape: [...batch, count], dtype },
      { shape: [...batch, full ? n : count, n], dtype },
    ];
  },
  forward: (_, [x], [u, s, vh], { checked }) => {
    const finite = svdKernel(x, s!, { u: u!, vh: vh! });
    if (checked !== undefined) checkFinite(checked, finite);
  },
  vjp: ({ inputs: [x], outputs, save }) => {
    const [rows, columns] = x.shape.slice(-2) as [number, number];
    const count = Math.min(rows, columns);
    const [u, s, vh] = outputs.map((output) => save(output)) as [() => Tensor, () => Tensor, () => Tensor];
    return ([gradU, gradS, gradVh]) => [
      svdGradient(
        { u: u().narrow(-1, 0, count), s: s(), vh: vh().narrow(-2, 0, count) },
        gradU?.narrow(-1, 0, count),
        gradS,
        gradVh?.narrow(-2, 0, count),
      ),
    ];
  },
  batch: leadingBatch(),
});

/** Singular vectors and values: `u · diag(s) · vh`. */
interface Svd {
  readonly u: Tensor;
  readonly s: Tensor;
  readonly vh: Tensor;
}

/**
 * The derivative of each vector has a part in the space of the others, divided by differences of the squares of singular
 * values, and one outside of it. J. Townsend, Differentiating the singular value decomposition (2016).
 */
function svdGradient({ u, s, vh }: Svd, gradU: Gradient, gradS: Gradient, gradVh: Gradient): Gradient {
  if (!gradU && !gradVh) return gradS && matmul(u, gradS.unsqueeze(-1).mul(vh));
  const size = s.shape.at(-1)!;
  const squares = s.square();
  // on the diagonal, where everything divided is 0, it must not be
  const gaps = squares.unsqueeze(-2).sub(squares.unsqueeze(-1)).add(identityLike(s, size));
  const skew = (x: Tensor): Tensor => x.sub(x.mT).div(gaps);
  let inner = gradS && diagEmbed(gradS);
  const addInner = (part: Tensor): void => {
    inner = inner ? inner.add(part) : part;
  };
  if (gradU) addInner(skew(matmul(u.mT, gradU)).mul(s.unsqueeze(-2)));
  if (gradVh) addInner(skew(matmul(vh, gradVh.mT)).mul(s.unsqueeze(-1)));
  let gradient = matmul(matmul(u, inner!), vh);
  if (gradU && u.shape.at(-2)! > size) {
    const outside = gradU.sub(matmul(u, matmul(u.mT, gradU)));
    gradient = gradient.add(matmul(outside.div(s.unsqueeze(-2)), vh));
  }
  if (gradVh && vh.shape.at(-1)! > size) {
    const outside = gradVh.sub(matmul(matmul(gradVh, vh.mT), vh));
    gradient = gradient.add(matmul(u, outside.div(s.unsqueeze(-1))));
  }
  return gradient;
}

/** {@link svd} with all settings given. */
export function factorsOf(x: Tensor, options: Full): { U: Tensor; S: Tensor; Vh: Tensor } {
  const [U, S, Vh] = svdOp([x], options) as [Tensor, Tensor, Tensor];
  return { U, S, Vh };
}

/** What svd takes. */
export interface SvdOptions {
  /** Whether `U` and `Vh` are whole bases or have only as many vectors as there are singular values. Defaults to true. */
  readonly fullMatrices?: boolean | undefined;
}

/**
 * The singular value decomposition of a matrix `[…, m, n]`: `U · diag(S) · Vh`, with `S` in descending order.
 *
 * Vectors are unique up to their signs, and only where singular values differ: gradients through them are meaningful
 * only then, and only for results that do not depend on signs.
 *
 * Throws a ShapeError for fewer than two dimensions, a DTypeError for integers, an ArgumentError when an element is not
 * finite. https://docs.pytorch.org/docs/stable/generated/torch.linalg.svd.html
 */
export function svd(x: Tensor, { fullMatrices = true }: SvdOptions = {}): { U: Tensor; S: Tensor; Vh: Tensor } {
  checkMatrices('linalg.svd', x);
  return factorsOf(x, { full: fullMatrices, checked: 'linalg.svd' });
}

const svdvalsOp = /* @__PURE__ */ defineOp<readonly [Tensor]>({
  name: 'linalg.svdvals',
  shape: ([shape]) => [...shape.slice(0, -2), Math.min(shape.at(-2)!, shape.at(-1)!)],
  forward: (_, [x], [s]) => checkFinite('linalg.svdvals', svdKernel(x, s!, undefined)),
  batch: leadingBatch(),
});

/**
 * The singular values of a matrix in descending order.
 *
 * Throws as {@link svd}. https://docs.pytorch.org/docs/stable/generated/torch.linalg.svdvals.html
 */
export function svdvals(x: Tensor): Tensor {
  checkMatrices('linalg.svdvals', x);
  // their gradient takes the vectors
  return mustRecord([x]) ? factorsOf(x, { full: false, checked: 'linalg.svdvals' }).S : svdvalsOp([x], undefined);
}
