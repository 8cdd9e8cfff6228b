import type { DType, TypedArray } from '../dtype.ts';

/**
 * The elements of one or more tensors. Views share their storage; so does `detach()`.
 *
 * Where the bytes lie is the memory's affair: it may move them between two kernels, so nothing keeps what {@link data}
 * returns beyond the kernel it was read in.
 */
export interface Storage {
  readonly dtype: DType;
  readonly length: number;
  /**
   * Raised by each in-place write, so that autograd notices when a saved tensor was changed. Infinite for elements whose
   * writes nobody follows.
   */
  version: number;
  /**
   * Which run of a gradient rule it was allocated in, while only the engine knows it; `disposed` when nobody but graphs
   * has it any more; `unseenGradient` in the `.grad` of a leaf, until somebody reads that; 0 for all else, which is never
   * freed.
   */
  epoch: number;
  /** How many gradients that are on their way through a backward, and how many tensors saved in graphs, lie here. */
  holds: number;
  /**
   * The address of the first element in the linear memory, in bytes, for as long as the storage is pinned; negative for
   * elements that do not lie there. Blocks are padded to a multiple of 16 bytes.
   */
  readonly pointer: number;
  /** The copy of the library in whose linear memory it lies; absent where any copy can reach the elements. */
  readonly home?: object | undefined;
  /** The elements, for as long as the storage is pinned. */
  readonly data: TypedArray;
  /** One element, wherever it lies. */
  get(index: number): number;
  /** A copy of some elements, wherever they lie. */
  slice(start: number, end: number): TypedArray;
  /** Holds the bytes where they are, bringing them back first when the memory had put them elsewhere. */
  pin(): void;
  /** Ends a {@link pin}; they nest. */
  unpin(): void;
  /** Gives up the elements, which nobody has any more: their place is used again at once. Later use is an error. */
  free(): void;
}

/** The {@link Storage.epoch} of what was disposed: freed once no graph needs it. Runs of rules have larger ones. */
export const disposed = 1;

/** The {@link Storage.epoch} of a leaf's gradient that nobody but engine and optimizer has read. */
export const unseenGradient = -1;

/** This copy of the library: a program that has two has two linear memories, and addresses that mean different bytes. */
export const thisCopy: object = /* @__PURE__ */ Object.freeze({});

/** Where storages come from. */
export interface Memory {
  readonly name: string;
  /**
   * Room for `length` elements with undefined contents. May move storages that are not pinned. `temporary` ones, which
   * are likely to be freed, lie among themselves.
   */
  allocate(dtype: DType, length: number, temporary?: boolean): Storage;
  /** Called after each kernel, when nothing is pinned: the moment to move things. */
  settle(): void;
}

/** Part of a storage seen through a shape: what kernels read and write. A stride of 0 repeats an element. */
export interface Operand {
  readonly storage: Storage;
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** In elements. */
  readonly strides: readonly number[];
  /** In elements. */
  readonly offset: number;
}
