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

const listeners: ((event: OpEvent) => void)[] = [];

/** Whether somebody listens; asked before an event is built, so that tracing costs nothing when off. */
export function isTracing(): boolean {
  return listeners.length > 0;
}

export function emitOp(event: OpEvent): void {
  for (let i = listeners.length - 1; i >= 0; i--) listeners[i]!(event);
}

/** Calls `listener` with each dispatched operation, before those that listen already. Returns what ends that. */
export function listenToOps(listener: (event: OpEvent) => void): () => void {
  listeners.push(listener);
  return () => {
    const at = listeners.lastIndexOf(listener);
    if (at >= 0) listeners.splice(at, 1);
  };
}

/**
 * Runs `fn` and lists the operations it dispatched, in order, with or without gradients; also those of a backward
 * inside it.
 */
export function traceOps<T>(fn: () => T): { result: T; ops: OpEvent[] } {
  const ops: OpEvent[] = [];
  const end = listenToOps((event) => ops.push(event));
  try {
    return { result: fn(), ops };
  } finally {
    end();
  }
}
