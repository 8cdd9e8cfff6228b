import { isTensor, type Tensor, zeros } from '@cotangent/core';
import { Module } from '@cotangent/nn';
import { camelCase } from '../adapter/camel-case.ts';
import { callModule } from '../adapter/module-calls.ts';
import { type Decoded, dtypeOf, isDtype, NotThere } from '../values.ts';
import { containerMethod } from './containers.ts';
import { libraryArguments, toPython } from './interop.ts';
import { tensorAttribute } from './library.ts';
import { type Callable, ModuleName, Outline, PythonError } from './scope.ts';

type Members = Record<string, unknown>;

/** The fields of PyTorch's named tuples, which are arrays here. */
const tupleFields: ReadonlyMap<string, number> = new Map([
  ['values', 0],
  ['indices', 1],
]);

/** `object.name`. Throws NotThere for what is not known here. */
export function attribute(object: unknown, name: string): unknown {
  if (object instanceof ModuleName) {
    if (object.path === 'math' && name === 'pi') return Math.PI;
    return object.path === 'torch' && isDtype(name) ? dtypeOf(name) : new ModuleName(`${object.path}.${name}`);
  }
  if (isTensor(object)) return tensorAttribute(object, name);
  const field = tupleFields.get(name);
  if (Array.isArray(object) && field !== undefined) return (object as unknown[])[field];
  if (object instanceof PythonError && name === 'args') return [object.message];
  return containerMethod(object, name) ?? member(object, name);
}

/** A member of an object of the library, under its name there. */
function member(object: unknown, name: string): unknown {
  if (typeof object !== 'object' || object === null) throw new NotThere(`the attribute ${name}`);
  const own = name in object ? name : camelCase(name);
  if (!(own in object) || own in Object.prototype) throw new NotThere(`the attribute ${name}`);
  const value = (object as Members)[own];
  if (typeof value !== 'function') return toPython(value);
  return ((args, kwargs) => {
    const given = own === 'loadStateDict' ? args.map((arg) => completed(object as Module, arg)) : args;
    return toPython((value as (...rest: unknown[]) => unknown).apply(object, libraryArguments(given, kwargs)));
  }) satisfies Callable;
}

/** A sketch of a state as a state: what has no shape has that of the module's own. */
function completed(module: Module, state: unknown): unknown {
  if (!(state instanceof Outline)) return state;
  const own = module.stateDict();
  const entries = [...state].map(([name, shape]): [string, Tensor] => [
    name,
    zeros(typeof shape === 'number' ? [shape] : ((shape as number[] | undefined) ?? own.get(name)?.shape ?? [])),
  ]);
  return new Map(entries);
}

/** `object.name = value` */
export function setAttribute(object: unknown, name: string, value: unknown): void {
  if (isTensor(object)) {
    if (name === 'grad') object.grad = (value as Tensor | undefined) ?? null;
    else if (name === 'requires_grad') object.requiresGrad_(Boolean(value));
    else throw new NotThere(`assignment to the attribute ${name}`);
    return;
  }
  if (typeof object !== 'object' || object === null || object instanceof ModuleName) {
    throw new NotThere(`assignment to the attribute ${name}`);
  }
  (object as Members)[camelCase(name)] = value;
}

/** Calls a function, a module, or what a library object is. Throws NotThere for anything else. */
export function callValue(
  callee: unknown,
  args: readonly unknown[],
  kwargs: Readonly<Record<string, unknown>>,
): unknown {
  if (typeof callee === 'function') return (callee as Callable)(args, kwargs);
  if (!(callee instanceof Module)) throw new NotThere('a call of what is no function');
  return callModule(callee, args as Decoded[], kwargs as Record<string, Decoded>);
}
