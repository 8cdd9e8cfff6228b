import { solveTriangular as solveKernel } from '../../kernels/decompositions/triangular.ts';
import { defineOp } from '../../op/define-op.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { matmul } from '../matmul.ts';
import { batchMatrices, productDType } from '../product-operands.ts';
import { tril, triu } from '../triangles.ts';
import { checkMatrices, checkSquare } from './checks.ts';
import { solutionShape } from './solve.ts';

interface System {
  readonly name: string;
  readonly upper: boolean;
  readonly unit: boolean;
}

const solveTriangularOp = /* @__PURE__ */ defineOp<readonly [Tensor, Tensor], System>({
  name: 'linalg.solveTriangular',
  dtype: ([a]) => a.dtype,
  shape: ([a, b], { name }) => solutionShape(name, a, b),
  forward: (_, [a, b], [out], system) => solveKernel(a, b, system, out!),
  vjp: ({ inputs: [a], outputs: [out], options, needs, save }) => {
    const savedA = save(a);
    const savedOut = needs[0] ? save(out!) : undefined;
    const { upper, unit } = options;
    return ([grad]) => {
      const ofRight = substituted(savedA().mT, grad!, { ...options, upper: !upper });
      const ofMatrix = savedOut && matmul(ofRight, savedOut().mT).neg();
      const first = unit ? 1 : 0;
      return [ofMatrix && (upper ? triu(ofMatrix, first) : tril(ofMatrix, -first)), needs[1] ? ofRight : undefined];
    };
  },
  batch: batchMatrices(),
});

function substituted(a: Tensor, b: Tensor, system: System): Tensor {
  return solveTriangularOp([a, b], system);
}

/** What solveTriangular takes. */
export interface SolveTriangularOptions {
  /** Whether `a` is upper or lower triangular; what is on the other side of its diagonal is not read. */
  readonly upper: boolean;
  /** Whether to solve `a · x = b`, which is the default, or `x · a = b`. */
  readonly left?: boolean | undefined;
  /** Whether the diagonal of `a` counts as ones. Defaults to false. */
  readonly unitriangular?: boolean | undefined;
}

/** {@link solveTriangular} in the name of the function that was called. */
export function solveWithTriangle(
  name: string,
  a: Tensor,
  b: Tensor,
  { upper, left = true, unitriangular = false }: SolveTriangularOptions,
): Tensor {
  checkSquare(name, a);
  checkMatrices(name, b, 1);
  productDType(name, a, b);
  if (left) return substituted(a, b, { name, upper, unit: unitriangular });
  return substituted(a.mT, b.mT, { name, upper: !upper, unit: unitriangular }).mT;
}

/**
 * Solves `a · x = b` for triangular matrices `[…, n, n]` and others `[…, n, k]`, whose batches broadcast. A 0 on the
 * diagonal is not refused; the solution is not finite then.
 *
 * Throws a ShapeError when the shapes do not fit, a DTypeError when the dtypes differ or are no floats.
 * https://docs.pytorch.org/docs/stable/generated/torch.linalg.solve_triangular.html
 */
export function solveTriangular(a: Tensor, b: Tensor, options: SolveTriangularOptions): Tensor {
  return solveWithTriangle('linalg.solveTriangular', a, b, options);
}
