import { Buffer, Parameter } from '@cotangent/core';
import { copyHooks } from './hooks/module-hooks.ts';
import { type AnyModule, Module } from './module.ts';

/**
 * A module like `module`, with parameters, buffers and modules inside of its own, as Python's `copy.deepcopy` makes it.
 * What is shared within the module is shared within the copy; gradients are left out. The constructor does not run, so a
 * class with `#private` fields or methods cannot be copied, and functions among the fields are those of the original.
 */
export function copyModule<M extends AnyModule>(module: M): M {
  return copy(module, new Map()) as M;
}

function copy(value: unknown, copies: Map<object, object>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const known = copies.get(value);
  if (known) return known;
  const made = emptyCopy(value);
  if (made === undefined) return value;
  // before its contents are copied, which may lead back here
  copies.set(value, made);
  if (value instanceof Module) copyHooks(value, made as AnyModule);
  if (value instanceof Map) {
    for (const [key, item] of value) (made as Map<unknown, unknown>).set(key, copy(item, copies));
  } else if (!(value instanceof Parameter) && !(value instanceof Buffer)) {
    for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
      const own = 'value' in descriptor ? { ...descriptor, value: copy(descriptor.value, copies) } : descriptor;
      Object.defineProperty(made, key, own);
    }
  }
  return made;
}

/** What the contents go into; `undefined` for what is none of a module's and stays as it is. */
function emptyCopy(value: object): object | undefined {
  if (value instanceof Parameter) return new Parameter(value.detach().clone(), { requiresGrad: value.requiresGrad });
  if (value instanceof Buffer) return new Buffer(value.detach().clone(), { persistent: value.persistent });
  if (Array.isArray(value)) return [];
  if (value instanceof Map) return new Map();
  const prototype = Object.getPrototypeOf(value) as object | null;
  return value instanceof Module || prototype === Object.prototype ? (Object.create(prototype) as object) : undefined;
}
