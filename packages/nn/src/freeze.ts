import type { AnyModule } from './module.ts';

/** Keeps the parameters of a module from being trained: `module.requiresGrad_(false)`. Returns the module. */
export function freeze<M extends AnyModule>(module: M): M {
  module.requiresGrad_(false);
  return module;
}

/** Lets the parameters of a module be trained again. Returns the module. */
export function unfreeze<M extends AnyModule>(module: M): M {
  module.requiresGrad_(true);
  return module;
}
