import { KeyedContainer } from './keyed-container.ts';
import type { AnyModule, Module } from './module.ts';

/**
 * Modules by keys, which are their names: `blocks.first.weight`. Its owner calls them.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleDict.html
 */
export class ModuleDict<M extends AnyModule = Module> extends KeyedContainer<M> {
  protected keep(module: M): M {
    return module;
  }
}
