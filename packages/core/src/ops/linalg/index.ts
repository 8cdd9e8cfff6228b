/** Linear algebra: what PyTorch has in `torch.linalg`. */
export * from './cross.ts';
export * from './multi-dot.ts';
export * from './vecdot.ts';
