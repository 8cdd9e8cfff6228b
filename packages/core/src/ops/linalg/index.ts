/** Linear algebra: what PyTorch has in `torch.linalg`. */
export * from './cholesky.ts';
export * from './cond.ts';
export * from './cross.ts';
export { det } from './det.ts';
export * from './eigh.ts';
export * from './inverse.ts';
export { type MatrixNormOptions, type MatrixOrder, matrixNorm } from './matrix-norm.ts';
export * from './matrix-power.ts';
export * from './multi-dot.ts';
export * from './norm.ts';
export * from './pinv.ts';
export * from './qr.ts';
export { slogdet } from './slogdet.ts';
export { type SolveOptions, solve, solveEx } from './solve.ts';
export { type SolveTriangularOptions, solveTriangular } from './solve-triangular.ts';
export { type SvdOptions, svd, svdvals } from './svd.ts';
export * from './vecdot.ts';
export * from './vector-norm.ts';
