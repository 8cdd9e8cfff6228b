import { ArgumentError } from '../../errors.ts';
import { eigh as eighKernel } from '../../kernels/decompositions/eigh.ts';
import { leadingBatch } from '../../op/batch-rule.ts';
import { defineOp } from '../../op/define-op.ts';
import { mustRecord } from '../../op/record.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { diagEmbed } from '../diagonals.ts';
import { matmul } from '../matmul.ts';
import { checkFinite, checkSquare } from './checks.ts';
import { identityLike } from './identity.ts';

const eighOp = /* @__PURE__ */ defineOp<readonly [Tensor]>({
  name: 'linalg.eigh',
  outputs: ([{ shape, dtype }]) => [
    { shape: shape.slice(0, -1), dtype },
    { shape, dtype },
  ],
  forward: (_, [x], [values, vectors]) => checkFinite('linalg.eigh', eighKernel(x, values!, vectors)),
  vjp: ({ outputs: [values, vectors], save }) => {
    const savedValues = save(values!);
    const savedVectors = save(vectors!);
    return ([gradValues, gradVectors]) => {
      const basis = savedVectors();
      if (!gradVectors) return [gradValues && matmul(basis, gradValues.unsqueeze(-1).mul(basis.mT))];
      const spectrum = savedValues();
      // on the diagonal, where what is divided is 0, it must not be
      const gaps = spectrum
        .unsqueeze(-2)
        .sub(spectrum.unsqueeze(-1))
        .add(identityLike(spectrum, spectrum.shape.at(-1)!));
      const turns = matmul(basis.mT, gradVectors);
      const turned = turns.sub(turns.mT).div(2).div(gaps);
      return [matmul(matmul(basis, gradValues ? turned.add(diagEmbed(gradValues)) : turned), basis.mT)];
    };
  },
  batch: leadingBatch(),
});

/** What eigh takes. */
export interface EighOptions {
  /** Which half of the matrix is read, the lower or the upper. Defaults to `'L'`. */
  readonly UPLO?: 'L' | 'U' | undefined;
}

function lowerHalf(name: string, x: Tensor, { UPLO = 'L' }: EighOptions): Tensor {
  checkSquare(name, x);
  if (UPLO !== 'L' && UPLO !== 'U') throw new ArgumentError(`${name}: UPLO must be 'L' or 'U', got ${String(UPLO)}`);
  return UPLO === 'L' ? x : x.mT;
}

/**
 * The eigenvalues of symmetric matrices `[…, n, n]` in ascending order, and orthonormal eigenvectors as columns. Only
 * one half of a matrix is read.
 *
 * Vectors are unique up to their signs, and only where eigenvalues differ: gradients through them are meaningful only
 * then, and only for results that do not depend on signs.
 *
 * Throws a ShapeError unless the matrices are square, a DTypeError for integers, an ArgumentError when an element is
 * not finite. https://docs.pytorch.org/docs/stable/generated/torch.linalg.eigh.html
 */
export function eigh(x: Tensor, options: EighOptions = {}): { eigenvalues: Tensor; eigenvectors: Tensor } {
  const [eigenvalues, eigenvectors] = eighOp([lowerHalf('linalg.eigh', x, options)], undefined) as [Tensor, Tensor];
  return { eigenvalues, eigenvectors };
}

const eigvalshOp = /* @__PURE__ */ defineOp<readonly [Tensor]>({
  name: 'linalg.eigvalsh',
  shape: ([shape]) => shape.slice(0, -1),
  forward: (_, [x], [values]) => checkFinite('linalg.eigvalsh', eighKernel(x, values!, undefined)),
  batch: leadingBatch(),
});

/**
 * The eigenvalues of symmetric matrices in ascending order.
 *
 * Throws as {@link eigh}. https://docs.pytorch.org/docs/stable/generated/torch.linalg.eigvalsh.html
 */
export function eigvalsh(x: Tensor, options: EighOptions = {}): Tensor {
  const half = lowerHalf('linalg.eigvalsh', x, options);
  // their gradient takes the vectors
  return mustRecord([half]) ? eigh(half).eigenvalues : eigvalshOp([half], undefined);
}
