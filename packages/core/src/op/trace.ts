import type { Tensor } from '../tensor/tensor.ts';

/** One dispatched operation. */
export interface OpEvent {
  readonly name: string;
  /** Tensors, numbers and absent optional inputs, in the operation's order. */
  readonly inputs: readonly (Tensor | number | undefined)[];
  readonly outputs: readonly Tensor[];
  /** Dims, strides and the like; for a formula its call-time numbers. */
  readonly options: unknown;
}

let listener: ((event: OpEvent) => void) | undefined;

/** Whether somebody listens; asked before an event is built, so that tracing costs nothing when off. */
export function isTracing(): boolean {
  return listener !== undefined;
}

export function emitOp(event: OpEvent): void {
  listener?.(event);
}

/**
 * Runs `fn` and lists the operations it dispatched, in order, with or without gradients; also those of a backward
 * inside it.
 */
export function traceOps<T>(fn: () => T): { result: T; ops: OpEvent[] } {
  const outer = listener;
  const ops: OpEvent[] = [];
  listener = (event) => {
    ops.push(event);
    outer?.(event);
  };
  try {
    return { result: fn(), ops };
  } finally {
    listener = outer;
  }
}
