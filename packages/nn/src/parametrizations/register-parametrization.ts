import { ArgumentError, Buffer, noGrad, Parameter, type Tensor } from '@cotangent/core';
import type { AnyModule } from '../module.ts';
import { ModuleDict } from '../module-dict.ts';
import { alike, type Parametrization, ParametrizationList } from './parametrization-list.ts';

/** A module of which parameters are parametrized. */
interface Parametrized {
  parametrizations?: ModuleDict<ParametrizationList>;
}

type Fields = Record<string, Parameter | Buffer> & Parametrized;

/**
 * Computes a parameter or buffer of a module, named as its field, from something else that is trained in its place:
 * `module.weight` is then what `parametrization.call(…)` gives, anew each time it is read. What is trained stands in
 * `module.parametrizations`, so keys of the state dict are as `parametrizations.weight.original`. Further
 * parametrizations of the same tensor are given what those before give. Make optimizers afterwards.
 *
 * Throws an ArgumentError when the module has no such field, a ShapeError for a parametrization that gives another shape.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.parametrize.register_parametrization.html
 */
export function registerParametrization<M extends AnyModule>(
  module: M,
  tensorName: string,
  parametrization: Parametrization,
): M {
  const fields = module as unknown as Fields;
  const list = listOf(fields, tensorName);
  if (list) {
    list.append(parametrization);
    return module;
  }
  const value = parametrizable('registerParametrization', module, tensorName);
  const key = [...module.members()].find(([, member]) => member === value)?.[0] ?? tensorName;
  const made = new ParametrizationList(parametrization, value);
  fields.parametrizations ??= new ModuleDict<ParametrizationList>();
  fields.parametrizations.set(key, made);
  // of the instance that reads it, which may be a copy
  const get = function get(this: Fields): Tensor {
    return this.parametrizations!.get(key)!.call();
  };
  keys.set(get, key);
  Object.defineProperty(module, tensorName, {
    get,
    set(this: Fields, tensor: Tensor) {
      this.parametrizations!.get(key)!.assign(tensor);
    },
    configurable: true,
    enumerable: false,
  });
  return module;
}

/** By their getters, the keys of parametrized fields. */
const keys = new WeakMap<() => unknown, string>();

/** What removeParametrizations takes. */
export interface RemoveParametrizationsOptions {
  /** Whether the tensor keeps the value that it has, and not the one that was trained. Defaults to true. */
  readonly leaveParametrized?: boolean | undefined;
}

/**
 * Makes a parametrized tensor a parameter or buffer of its own again.
 *
 * Throws an ArgumentError when it is not parametrized, and for `leaveParametrized: false` where several tensors were
 * trained.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.parametrize.remove_parametrizations.html
 */
export function removeParametrizations<M extends AnyModule>(
  module: M,
  tensorName: string,
  { leaveParametrized = true }: RemoveParametrizationsOptions = {},
): M {
  const fields = module as unknown as Fields;
  const list = listOf(fields, tensorName);
  if (!list) throw new ArgumentError(`removeParametrizations: ${tensorName} is not parametrized`);
  const [first, ...rest] = list.originals;
  if (!leaveParametrized && rest.length > 0) {
    throw new ArgumentError('removeParametrizations: several tensors were trained, pass { leaveParametrized: true }');
  }
  const value = leaveParametrized ? noGrad(() => list.call().clone()) : undefined;
  const restored = rest.length === 0 ? first! : alike(first!, value!);
  if (value && rest.length === 0) noGrad(() => restored.copy_(value));
  fields.parametrizations!.delete(keyOf(fields, tensorName)!);
  if (fields.parametrizations!.size === 0) delete fields.parametrizations;
  delete fields[tensorName];
  Object.assign(module, { [tensorName]: restored });
  return module;
}

/** Whether a module has parametrized tensors, or whether the one of this name is. */
export function isParametrized(module: AnyModule, tensorName?: string): boolean {
  const fields = module as unknown as Fields;
  return tensorName === undefined ? fields.parametrizations !== undefined : listOf(fields, tensorName) !== undefined;
}

/** The parameter or buffer of a field. Throws an ArgumentError where there is none. */
export function parametrizable(name: string, module: AnyModule, tensorName: string): Parameter | Buffer {
  const value: unknown = (module as unknown as Fields)[tensorName];
  if (value instanceof Parameter || value instanceof Buffer) return value;
  throw new ArgumentError(`${name}: ${module.constructor.name} has no parameter or buffer ${tensorName}`);
}

function keyOf(fields: Fields, tensorName: string): string | undefined {
  const get = Object.getOwnPropertyDescriptor(fields, tensorName)?.get;
  return get && keys.get(get);
}

function listOf(fields: Fields, tensorName: string): ParametrizationList | undefined {
  const key = keyOf(fields, tensorName);
  return key === undefined ? undefined : fields.parametrizations?.get(key);
}
