import { GradientError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { outsideEpochs } from './epoch.ts';
import { noGrad } from './grad-mode.ts';
import { isTensor } from './record.ts';
import { packing, setPacking } from './saved-tensor.ts';
import { scoped } from './scope.ts';

let disabled: string | undefined;

/** Begins a scope of hooks, of which the innermost counts; returns what ends it. */
export function enterHooks<P>(pack: (tensor: Tensor) => P, unpack: (packed: P) => Tensor): () => void {
  if (disabled !== undefined) throw new GradientError(disabled);
  const outer = packing();
  setPacking((tensor, owner) => {
    const packed = packSaved(pack, tensor, owner);
    return () => unpackSaved(unpack, packed, owner);
  });
  return () => setPacking(outer);
}

function packSaved<P>(pack: (tensor: Tensor) => P, tensor: Tensor, owner: string): P {
  const { version } = tensor.storage;
  const packed = noGrad(() => pack(tensor));
  if (tensor.storage.version === version) return packed;
  throw new GradientError(
    `savedTensorsHooks: the pack hook changed in place a tensor that ${owner} saved for its gradient; clone it first`,
  );
}

function unpackSaved<P>(unpack: (packed: P) => Tensor, packed: P, owner: string): Tensor {
  const tensor: unknown = outsideEpochs(() => unpack(packed));
  if (isTensor(tensor)) return tensor;
  throw new GradientError(`savedTensorsHooks: the unpack hook returned no tensor for ${owner}, but ${typeof tensor}`);
}

/**
 * Keeps what `pack` makes of each tensor that is saved for a gradient, in place of the tensor; `unpack` makes it again
 * when the gradient is computed. For the call of `fn`, or until the returned handle is disposed. Of nested scopes only
 * the innermost counts. `pack` runs without recording; changes in place of what was saved are not noticed.
 *
 * Throws a GradientError inside {@link disableSavedTensorsHooks}.
 * https://docs.pytorch.org/docs/stable/autograd.html#torch.autograd.graph.saved_tensors_hooks
 */
export function savedTensorsHooks<P>(pack: (tensor: Tensor) => P, unpack: (packed: P) => Tensor): Disposable;
export function savedTensorsHooks<P, T>(pack: (tensor: Tensor) => P, unpack: (packed: P) => Tensor, fn: () => T): T;
export function savedTensorsHooks<P, T>(
  pack: (tensor: Tensor) => P,
  unpack: (packed: P) => Tensor,
  fn?: () => T,
): T | Disposable {
  return scoped('savedTensorsHooks', () => enterHooks(pack, unpack), fn);
}

/**
 * Makes {@link savedTensorsHooks} throw a GradientError with this message: for the call of `fn`, or until the returned
 * handle is disposed. For code that such hooks would break. Throws it at once inside such hooks.
 * https://docs.pytorch.org/docs/stable/autograd.html#torch.autograd.graph.disable_saved_tensors_hooks
 */
export function disableSavedTensorsHooks(message: string): Disposable;
export function disableSavedTensorsHooks<T>(message: string, fn: () => T): T;
export function disableSavedTensorsHooks<T>(message: string, fn?: () => T): T | Disposable {
  if (packing()) throw new GradientError(message);
  const enter = (): (() => void) => {
    const outer = disabled;
    disabled = message;
    return () => {
      disabled = outer;
    };
  };
  return scoped('disableSavedTensorsHooks', enter, fn);
}
