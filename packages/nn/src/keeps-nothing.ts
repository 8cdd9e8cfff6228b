import { hasHooks } from './hooks/module-hooks.ts';
import type { AnyModule } from './module.ts';

/**
 * Whether a layer keeps neither what it is given nor what it gives, and gives elements that are new or those of its
 * input. Then a chain that hands a result from one such layer to another is the last to have it.
 *
 * A class says so of itself by a static field `keepsNothing`; its subclasses, which may do otherwise, do not inherit it,
 * nor does it count where hooks look on or a method of the object itself was replaced.
 */
export function keepsNothing(layer: AnyModule): boolean {
  return (
    Object.hasOwn(layer.constructor, 'keepsNothing') &&
    !hasHooks(layer) &&
    !Object.hasOwn(layer, 'forward') &&
    !Object.hasOwn(layer, 'call')
  );
}
