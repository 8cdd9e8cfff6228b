import { ArgumentError, ShapeError } from '../../errors.ts';
import { solve as solveKernel } from '../../kernels/decompositions/lu.ts';
import { defineOp } from '../../op/define-op.ts';
import { checkTensor } from '../../op/record.ts';
import { broadcastShapes, formatShape, type Shape, sameShape } from '../../shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { matmul } from '../matmul.ts';
import { batchMatrices, productDType } from '../product-operands.ts';
import { type Checked, checkInfo, checkSquare, singular } from './checks.ts';
import type { CheckErrorsOptions } from './inverse.ts';

/** The shape of what solves a system: that of `b`, with the dimensions of both batches. */
export function solutionShape(name: string, a: Shape, b: Shape): Shape {
  const systems = `${name}: ${formatShape(a)} and ${formatShape(b)}`;
  if (a.at(-1) !== b.at(-2)) throw new ShapeError(`${systems} differ in their number of rows`);
  return [...broadcastShapes(systems, a.slice(0, -2), b.slice(0, -2)), ...b.slice(-2)];
}

interface System extends Checked {
  readonly name: string;
}

const solveOp = /* @__PURE__ */ defineOp<readonly [Tensor, Tensor], System>({
  name: 'linalg.solve',
  outputs: ([a, b], { name }) => {
    const shape = solutionShape(name, a.shape, b.shape);
    return [
      { shape, dtype: a.dtype },
      { shape: shape.slice(0, -2), dtype: 'int32' },
    ];
  },
  forward: (_, [a, b], [out, info], options) => {
    solveKernel(a, b, out!, info!);
    checkInfo(options, info!, singular);
  },
  vjp: ({ inputs: [a], outputs: [out], options, needs, save }) => {
    const savedA = save(a);
    const savedOut = needs[0] ? save(out!) : undefined;
    return ([grad]) => {
      if (!grad) return [undefined, undefined];
      const [ofRight] = solved(savedA().mT, grad, options);
      return [savedOut && matmul(ofRight, savedOut().mT).neg(), needs[1] ? ofRight : undefined];
    };
  },
  batch: batchMatrices(),
});

function solved(a: Tensor, b: Tensor, system: System): [solution: Tensor, info: Tensor] {
  return solveOp([a, b], system) as [Tensor, Tensor];
}

/** What solve takes. */
export interface SolveOptions {
  /** Whether to solve `a · x = b`, which is the default, or `x · a = b`. */
  readonly left?: boolean | undefined;
}

/** {@link solve} and its `info`, in the name of the function that was called. */
function run(name: string, a: Tensor, b: Tensor, left: boolean, checked: boolean): [Tensor, Tensor] {
  checkSquare(name, a);
  checkTensor(name, b, 1);
  productDType(name, a, b);
  const rank = b.shape.length;
  const isVector = rank === 1 || (rank === a.shape.length - 1 && sameShape(b.shape, a.shape.slice(0, -1)));
  if (isVector && !left)
    throw new ArgumentError(`${name}: left: false needs matrices, got the shape ${formatShape(b.shape)}`);
  if (rank === 0) throw new ShapeError(`${name}: expected a vector or matrices to solve for, got a 0-d tensor`);
  const options = { name, checked: checked ? name : undefined };
  const right = isVector ? b.unsqueeze(-1) : b;
  const [solution, info] = left ? solved(a, right, options) : solved(a.mT, right.mT, options);
  return [isVector ? solution.squeeze(-1) : left ? solution : solution.mT, info];
}

/**
 * Solves `a · x = b` for square matrices `[…, n, n]`. `b` has matrices `[…, n, k]`, or is one vector `[n]`, or has one
 * for each matrix of a batch; batches broadcast.
 *
 * Throws a ShapeError when the shapes do not fit, a DTypeError when the dtypes differ or are no floats, an
 * ArgumentError for a singular matrix. https://docs.pytorch.org/docs/stable/generated/torch.linalg.solve.html
 */
export function solve(a: Tensor, b: Tensor, { left = true }: SolveOptions = {}): Tensor {
  return run('linalg.solve', a, b, left, true)[0];
}

/**
 * As {@link solve}, but a singular matrix is not refused: `info` has its first pivot that is 0, counted from 1, and 0
 * for the others. https://docs.pytorch.org/docs/stable/generated/torch.linalg.solve_ex.html
 */
export function solveEx(
  a: Tensor,
  b: Tensor,
  { left = true, checkErrors = false }: SolveOptions & CheckErrorsOptions = {},
): { result: Tensor; info: Tensor } {
  const [result, info] = run('linalg.solveEx', a, b, left, checkErrors);
  return { result, info };
}
