import { isTensor } from '@cotangent/core';
import { Module } from '@cotangent/nn';
import { callModule } from '../adapter/module-calls.ts';
import { type Decoded, dtypeOf, Ellipsis, isDtype, NotThere, Slice, Tuple } from '../values.ts';
import { callNamed, hasName, tensorAttribute, tensorMethod } from './library.ts';
import { binary, truth, unary } from './operators.ts';
import type { Node } from './syntax.ts';

/** A dotted name that starts at a module: `torch.autograd`. */
class ModuleName {
  readonly path: string;
  constructor(path: string) {
    this.path = path;
  }
}

type Callable = (args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>) => unknown;

const modules: ReadonlyMap<string, string> = new Map([
  ['torch', 'torch'],
  ['F', 'torch.nn.functional'],
  ['nn', 'torch.nn'],
  ['math', 'math'],
]);

/** What Python's `math` has under the names of ours. */
const mathFunctions = ['ceil', 'cos', 'exp', 'floor', 'log', 'pow', 'sin', 'sqrt'] as const;

function mathMember(name: string): unknown {
  if (name === 'pi') return Math.PI;
  const found = mathFunctions.find((each) => each === name);
  if (!found) throw new NotThere(`math.${name}`);
  return pythonFunction(numeric(`math.${found}`, Math[found]));
}

/** A function of numbers only. */
function numeric(name: string, run: (...numbers: number[]) => number): Callable {
  return (args) => {
    if (args.every((arg) => typeof arg === 'number')) return run(...args);
    throw new NotThere(`${name} of what is no number`);
  };
}

const builtins: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  ['float', ([x]) => Number(isTensor(x) ? x.item() : x)],
  ['int', ([x]) => Math.trunc(Number(isTensor(x) ? x.item() : x))],
  ['bool', ([x]) => truth(x)],
  ['min', numeric('min', Math.min)],
  ['max', numeric('max', Math.max)],
  ['abs', numeric('abs', Math.abs)],
  ['len', ([x]) => (isTensor(x) ? x.shape[0] : (x as unknown[]).length)],
]);

/** Names and what they stand for. Python's None is `undefined`, its lists and tuples are arrays. */
export type Environment = Map<string, unknown>;

/** A function of JavaScript that Python code may call with positional and keyword arguments. */
export function pythonFunction(run: Callable): Callable {
  return run;
}

/** The value of an expression. Throws NotThere for what the library, or this evaluator, lacks. */
export function evaluate(node: Node, environment: Environment): unknown {
  switch (node.kind) {
    case 'constant':
      return node.value ?? undefined;
    case 'float':
      return node.value;
    case 'ellipsis':
      return new Ellipsis();
    case 'name':
      return named(node.name, environment);
    case 'list':
      return node.items.map((item) => evaluate(item, environment));
    case 'tuple':
      return Tuple.from(node.items, (item) => evaluate(item, environment) as Decoded);
    case 'dict':
      return new Map(node.entries.map(([key, value]) => [evaluate(key, environment), evaluate(value, environment)]));
    case 'slice': {
      const [start, stop, step] = [node.start, node.stop, node.step].map((part) => part && evaluate(part, environment));
      return new Slice(start ?? null, stop ?? null, step ?? null);
    }
    case 'attribute':
      return attribute(evaluate(node.object, environment), node.name);
    case 'subscript':
      return subscript(evaluate(node.object, environment), evaluate(node.index, environment));
    case 'call':
      return call(node, environment);
    case 'unary':
      return unary(node.operator, evaluate(node.operand, environment));
    case 'binary':
      return binary(node.operator, evaluate(node.left, environment), evaluate(node.right, environment));
    case 'conditional':
      return evaluate(truth(evaluate(node.test, environment)) ? node.then : node.otherwise, environment);
    case 'lambda':
      return pythonFunction((args) => {
        const inner = new Map(environment);
        node.parameters.forEach((name, i) => {
          inner.set(name, args[i]);
        });
        return evaluate(node.body, inner);
      });
    default:
      return node satisfies never;
  }
}

function named(name: string, environment: Environment): unknown {
  if (environment.has(name)) return environment.get(name);
  const module = modules.get(name);
  if (module !== undefined) return new ModuleName(module);
  const builtin = builtins.get(name);
  if (builtin) return builtin;
  // models are written with bare names: `linear(relu(X))`
  if (hasName(`torch.nn.functional.${name}`)) return new ModuleName(`torch.nn.functional.${name}`);
  throw new NotThere(`the name ${name}`);
}

/** The fields of PyTorch's named tuples, which are arrays here. */
const tupleFields: ReadonlyMap<string, number> = new Map([
  ['values', 0],
  ['indices', 1],
]);

function attribute(object: unknown, name: string): unknown {
  if (object instanceof ModuleName) {
    if (object.path === 'math') return mathMember(name);
    return object.path === 'torch' && isDtype(name) ? dtypeOf(name) : new ModuleName(`${object.path}.${name}`);
  }
  if (isTensor(object)) return tensorAttribute(object, name);
  const field = tupleFields.get(name);
  if (Array.isArray(object)) {
    if (field === undefined) throw new NotThere(`the attribute ${name} of a list`);
    return (object as unknown[])[field];
  }
  if (typeof object === 'object' && object !== null && name in object) {
    const member = (object as Record<string, unknown>)[name];
    return typeof member === 'function' ? pythonFunction(() => (member as () => unknown).call(object)) : member;
  }
  throw new NotThere(`the attribute ${name}`);
}

function subscript(object: unknown, index: unknown): unknown {
  if (isTensor(object)) return callNamed('torch.Tensor.__getitem__', [object, index], {});
  if (object instanceof Map) return object.get(index);
  if (!Array.isArray(object)) throw new NotThere('indexing what is no tensor, list or dict');
  if (typeof index === 'number') return (object as unknown[]).at(index);
  if (!(index instanceof Slice) || index.step !== null) throw new NotThere('such an index of a list');
  return object.slice((index.start ?? 0) as number, (index.stop ?? object.length) as number);
}

function call(node: Node & { kind: 'call' }, environment: Environment): unknown {
  const args = node.args.map((arg) => evaluate(arg, environment));
  const kwargs = Object.fromEntries(node.kwargs.map(([name, value]) => [name, evaluate(value, environment)]));
  if (node.callee.kind === 'attribute') {
    const object = evaluate(node.callee.object, environment);
    if (isTensor(object)) return tensorMethod(object, node.callee.name, args, kwargs);
  }
  const callee = evaluate(node.callee, environment);
  if (callee instanceof ModuleName) {
    // [1., 2.] makes floats, which the values alone do not say
    if (callee.path === 'torch.tensor' && node.args.some(hasFloat)) kwargs.dtype ??= 'float32';
    return callNamed(callee.path, args, kwargs);
  }
  if (callee instanceof Module) return callModule(callee, args as Decoded[], kwargs as Record<string, Decoded>);
  if (typeof callee === 'function') return (callee as Callable)(args, kwargs);
  throw new NotThere('a call of what is no function');
}

function hasFloat(node: Node): boolean {
  if (node.kind === 'unary') return hasFloat(node.operand);
  return node.kind === 'float' || ((node.kind === 'list' || node.kind === 'tuple') && node.items.some(hasFloat));
}
