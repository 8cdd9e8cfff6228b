import { determinant } from '../../kernels/decompositions/determinant.ts';
import { filledLike } from '../../op/allocate.ts';
import { leadingBatch } from '../../op/batch-rule.ts';
import { defineComposite } from '../../op/define-composite.ts';
import { defineOp } from '../../op/define-op.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { where } from '../conditional.ts';
import { diagEmbed, diagonal } from '../diagonals.ts';
import { matmul } from '../matmul.ts';
import { productOfOthers } from '../product-of-others.ts';
import { checkSquare } from './checks.ts';
import { identityLike } from './identity.ts';
import { inv } from './inverse.ts';
import { factorsOf } from './svd.ts';

const detOp = /* @__PURE__ */ defineOp<readonly [Tensor]>({
  name: 'linalg.det',
  shape: ([shape]) => shape.slice(0, -2),
  forward: (_, [x], [out]) => determinant(x, out!),
  vjp: ({ inputs: [x], save }) => {
    const saved = save(x);
    return ([grad]) => [cofactorOp([saved()], undefined).mul(grad!.unsqueeze(-1).unsqueeze(-1))];
  },
  batch: leadingBatch(),
});

/**
 * The determinant of a square matrix, or of each of a batch. Its derivatives are exact for singular
 * matrices too: the first and the second, the others up to 8 by 8.
 *
 * Throws a ShapeError unless they are square, a DTypeError for integers.
 * https://docs.pytorch.org/docs/stable/generated/torch.linalg.det.html
 */
export function det(x: Tensor): Tensor {
  checkSquare('linalg.det', x);
  return detOp([x], undefined);
}

/** What is not finite has a gradient that is not. */
const unchecked = { full: true, checked: undefined };
const columnOf = (x: Tensor): Tensor => x.unsqueeze(-1);
const traceOf = (x: Tensor): Tensor => columnOf(columnOf(diagonal(x, { dim1: -2, dim2: -1 }).sum({ dim: -1 })));
const product = (first: Tensor, ...rest: Tensor[]): Tensor => rest.reduce((x, y) => matmul(x, y), first);

/**
 * The matrix of cofactors, which is the gradient of the determinant. In the bases of its singular vectors a matrix is
 * diagonal, and there a cofactor is the product of the other singular values: exact, whatever the rank.
 */
const cofactorOp = /* @__PURE__ */ defineComposite<readonly [Tensor]>({
  name: 'cofactor',
  forward: ([x]) => {
    const { U, S, Vh } = factorsOf(x, unchecked);
    const others = productOfOthers(S, [S.shape.length - 1]);
    return matmul(U, columnOf(others).mul(Vh)).mul(columnOf(columnOf(det(U).mul(det(Vh)).sign())));
  },
  vjp: ({ inputs: [x], save }) => {
    const saved = save(x);
    return ([grad]) => [secondDerivative(saved(), grad!)];
  },
});

/** Per pair `i`, `j`, the product of the values at neither; 0 where `i` is `j`. */
function productsWithoutTwo(values: Tensor): Tensor {
  const size = values.shape.at(-1)!;
  const same = identityLike(values, size).bool();
  const rows = where(same, 1, values.unsqueeze(-2));
  return productOfOthers(rows, [rows.shape.length - 1]).maskedFill(same, 0);
}

/**
 * The second derivative of the determinant, along `direction`. Of a diagonal matrix the cofactor `i`, `i` depends on
 * the other diagonal elements, and `i`, `j` on the element at `j`, `i`, each times the product of those at neither.
 */
const secondDerivativeOp = /* @__PURE__ */ defineComposite<readonly [Tensor, Tensor]>({
  name: 'cofactorBackward',
  forward: ([x, direction]) => {
    const { U, S, Vh } = factorsOf(x, unchecked);
    const turned = product(U.mT, direction, Vh.mT);
    const products = productsWithoutTwo(S);
    const onDiagonal = matmul(products, columnOf(diagonal(turned, { dim1: -2, dim2: -1 }))).squeeze(-1);
    const gradient = diagEmbed(onDiagonal).sub(products.mul(turned).mT);
    return product(U, gradient, Vh).mul(columnOf(columnOf(det(U).mul(det(Vh)).sign())));
  },
  vjp: ({ inputs: [x, direction], needs, save }) => {
    const savedX = save(x);
    const savedDirection = needs[0] ? save(direction) : undefined;
    return ([grad]) => [
      savedDirection && thirdDerivative(savedX(), savedDirection(), grad!),
      needs[1] ? secondDerivative(savedX(), grad!) : undefined,
    ];
  },
});

function secondDerivative(x: Tensor, direction: Tensor): Tensor {
  return secondDerivativeOp([x, direction], undefined);
}

/**
 * The third derivative of the determinant, along two directions. Small matrices need no inverse: that of their cofactors
 * goes through a recursion without divisions, which loses too many digits for large ones.
 */
function thirdDerivative(x: Tensor, g: Tensor, h: Tensor): Tensor {
  return x.shape.at(-1)! <= 8 ? byRecursion(x, g, h) : byInverse(x, g, h);
}

/** The second derivative of the Faddeev–LeVerrier recursion `m ← x · m − tr(x · m) / k`, which ends in the adjugate. */
function byRecursion(x: Tensor, g: Tensor, h: Tensor): Tensor {
  const size = x.shape.at(-1)!;
  const one = identityLike(x, size);
  const zeros = filledLike(x, 0);
  let m = zeros.add(one);
  let [mg, mh, mgh] = [zeros, zeros, zeros];
  const step = (product: Tensor, k: number): Tensor => one.mul(traceOf(product).div(k)).sub(product);
  for (let k = 1; k < size; k++) {
    const alongBoth = matmul(g, mh).add(matmul(h, mg)).add(matmul(x, mgh));
    const alongG = matmul(g, m).add(matmul(x, mg));
    const alongH = matmul(h, m).add(matmul(x, mh));
    [m, mg, mh, mgh] = [step(matmul(x, m), k), step(alongG, k), step(alongH, k), step(alongBoth, k)];
  }
  return mgh.mT;
}

/** With `p` the inverse, from the derivative `-p · direction · p` of `p`. */
function byInverse(x: Tensor, g: Tensor, h: Tensor): Tensor {
  const inverse = inv(x);
  const [pg, ph] = [matmul(inverse, g), matmul(inverse, h)];
  const [traceG, traceH] = [traceOf(pg), traceOf(ph)];
  const [pgph, phpg] = [matmul(pg, ph), matmul(ph, pg)];
  const both = traceG.mul(traceH).sub(traceOf(pgph));
  const mixed = pgph.add(phpg).sub(pg.mul(traceH)).sub(ph.mul(traceG));
  const whole = inverse.mul(both).add(matmul(mixed, inverse));
  return whole.mT.mul(columnOf(columnOf(det(x))));
}
