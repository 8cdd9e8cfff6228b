import { ArgumentError, GradientError } from '../../errors.ts';
import { qr as qrKernel } from '../../kernels/decompositions/qr.ts';
import { filledLike } from '../../op/allocate.ts';
import { leadingBatch } from '../../op/batch-rule.ts';
import { defineOp } from '../../op/define-op.ts';
import type { Gradient } from '../../op/graph-node.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { cat } from '../joining.ts';
import { matmul } from '../matmul.ts';
import { tril, triu } from '../triangles.ts';
import { checkMatrices } from './checks.ts';
import { solveTriangular } from './solve-triangular.ts';

type Mode = 'reduced' | 'complete' | 'r';

const qrOp = /* @__PURE__ */ defineOp<readonly [Tensor], { readonly mode: Mode }>({
  name: 'linalg.qr',
  outputs: ([{ shape, dtype }], { mode }) => {
    const [batch, m, n] = [shape.slice(0, -2), shape.at(-2)!, shape.at(-1)!];
    const kept = mode === 'complete' ? m : Math.min(m, n);
    const r = { shape: [...batch, kept, n], dtype };
    return mode === 'r' ? [r] : [r, { shape: [...batch, m, kept], dtype }];
  },
  forward: (_, [x], [r, q]) => qrKernel(x, q, r!),
  vjp: ({ inputs: [{ shape }], outputs: [r, q], options: { mode }, save }) => {
    const [m, n] = shape.slice(-2) as [number, number];
    if (!q || (mode === 'complete' && m > n)) {
      return () => {
        throw new GradientError(`linalg.qr: there is no gradient with mode ${mode}; use reduced`);
      };
    }
    const [savedQ, savedR] = [save(q), save(r!)];
    const gradient = m < n ? wideGradient : tallGradient;
    return ([gradR, gradQ]) => [gradient(savedQ(), savedR(), gradQ, gradR)];
  },
  batch: leadingBatch(),
});

/** S. Walter, L. Lehmann, Algorithmic differentiation of linear algebra functions (2010), sec. 3. */
function tallGradient(q: Tensor, r: Tensor, gradQ: Gradient, gradR: Gradient): Gradient {
  const ofR = gradR && matmul(r, gradR.mT);
  const ofQ = gradQ && matmul(gradQ.mT, q);
  const both = ofR && ofQ ? ofR.sub(ofQ) : (ofR ?? ofQ?.neg());
  if (!both) return undefined;
  const mirrored = tril(both).add(tril(both, -1).mT);
  const turned = matmul(q, mirrored);
  return solveTriangular(r.mT, gradQ ? gradQ.add(turned) : turned, { upper: false, left: false });
}

/** The first columns make a square matrix with the same q; the others are q times theirs in r. */
function wideGradient(q: Tensor, r: Tensor, gradQ: Gradient, gradR: Gradient): Gradient {
  const [m, n] = r.shape.slice(-2) as [number, number];
  const square = r.narrow(-1, 0, m);
  if (!gradR) {
    const ofSquare = tallGradient(q, square, gradQ, undefined);
    return ofSquare && cat([ofSquare, filledLike(r, 0, r.dtype, [...r.shape.slice(0, -1), n - m])], { dim: -1 });
  }
  const gradRest = gradR.narrow(-1, m, n - m);
  const throughRest = matmul(matmul(q, r.narrow(-1, m, n - m)), gradRest.mT);
  const ofQ = gradQ ? gradQ.add(throughRest) : throughRest;
  const ofSquare = tallGradient(q, square, ofQ, triu(gradR.narrow(-1, 0, m)))!;
  return cat([ofSquare, matmul(q, gradRest)], { dim: -1 });
}

/** What qr takes. */
export interface QrOptions {
  /**
   * `'reduced'`, the default, gives `Q` as many columns as the smaller dimension has, `'complete'` makes it square,
   * `'r'` leaves it empty.
   */
  readonly mode?: Mode | undefined;
}

/**
 * `Q · R` of matrices `[…, m, n]`: `Q` has orthonormal columns, `R` is upper triangular.
 *
 * Gradients exist unless `mode` is `'r'`, or `'complete'` with more rows than columns, and where the first `min(m, n)`
 * columns are independent.
 *
 * Throws a ShapeError for fewer than two dimensions, a DTypeError for integers, an ArgumentError for an unknown mode; a
 * GradientError when backward reaches it and there is none.
 * https://docs.pytorch.org/docs/stable/generated/torch.linalg.qr.html
 */
export function qr(x: Tensor, { mode = 'reduced' }: QrOptions = {}): { Q: Tensor; R: Tensor } {
  checkMatrices('linalg.qr', x);
  if (mode !== 'reduced' && mode !== 'complete' && mode !== 'r')
    throw new ArgumentError(`linalg.qr: mode must be 'reduced', 'complete' or 'r', got ${String(mode)}`);
  const [R, Q = filledLike(x, 0, x.dtype, [0])] = qrOp([x], { mode }) as [Tensor, Tensor?];
  return { Q, R };
}
