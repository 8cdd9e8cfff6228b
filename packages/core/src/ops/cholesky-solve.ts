import { defineComposite } from '../op/define-composite.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkMatrices, checkSquare } from './linalg/checks.ts';
import type { CholeskyOptions } from './linalg/cholesky.ts';
import { identityLike } from './linalg/identity.ts';
import { solutionShape } from './linalg/solve.ts';
import { solveTriangular } from './linalg/solve-triangular.ts';
import { matmul } from './matmul.ts';
import { productDType } from './product-operands.ts';

interface Side {
  readonly upper: boolean;
}

const choleskySolveOp = /* @__PURE__ */ defineComposite<readonly [Tensor, Tensor], Side>({
  name: 'choleskySolve',
  forward: ([b, factor], { upper }) => {
    const lower = upper ? factor.mT : factor;
    return solveTriangular(lower.mT, solveTriangular(lower, b, { upper: false }), { upper: true });
  },
  vjp: ({ inputs: [, factor], outputs: [out], options, needs, save }) => {
    const savedFactor = save(factor);
    const savedOut = needs[1] ? save(out!) : undefined;
    return ([grad]) => {
      const ofRight = solved(grad!, savedFactor(), options);
      if (!savedOut) return [ofRight, undefined];
      // that of factor · factorᵀ with a whole matrix, as in PyTorch: a triangular factor takes its half of it
      const half = matmul(ofRight, savedOut().mT);
      const both = half.add(half.mT).neg();
      const ofFactor = options.upper ? matmul(savedFactor(), both) : matmul(both, savedFactor());
      return [needs[0] ? ofRight : undefined, ofFactor];
    };
  },
});

function solved(b: Tensor, factor: Tensor, options: Side): Tensor {
  return choleskySolveOp([b, factor], options);
}

/**
 * Solves `a · x = b`, where `factor` is a Cholesky factor of `a`: lower triangular, or upper when the option says so.
 *
 * Throws a ShapeError when the shapes do not fit, a DTypeError when the dtypes differ or are no floats.
 * https://docs.pytorch.org/docs/stable/generated/torch.cholesky_solve.html
 */
export function choleskySolve(b: Tensor, factor: Tensor, { upper = false }: CholeskyOptions = {}): Tensor {
  checkMatrices('choleskySolve', b);
  checkSquare('choleskySolve', factor, 1);
  productDType('choleskySolve', b, factor);
  solutionShape('choleskySolve', factor.shape, b.shape);
  return solved(b, factor, { upper });
}

/**
 * The inverse of a matrix from its Cholesky factor: lower triangular, or upper when the option says so.
 *
 * Throws a ShapeError unless it is square, a DTypeError for integers.
 * https://docs.pytorch.org/docs/stable/generated/torch.cholesky_inverse.html
 */
export function choleskyInverse(factor: Tensor, { upper = false }: CholeskyOptions = {}): Tensor {
  checkSquare('choleskyInverse', factor);
  return solved(identityLike(factor, factor.shape.at(-1)!), factor, { upper });
}
