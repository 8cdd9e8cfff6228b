import { fusesMultiplyAdd } from './features.ts';

/** Builds at first use, once for kernels that round products before they add and once for those that do not. */
/* @__NO_SIDE_EFFECTS__ */
export function variants<T>(build: (fused: boolean) => T): () => T {
  let fused: T | undefined;
  let rounded: T | undefined;
  return () => {
    if (fusesMultiplyAdd()) {
      fused ??= build(true);
      return fused;
    }
    rounded ??= build(false);
    return rounded;
  };
}
