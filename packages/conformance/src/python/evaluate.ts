import { isTensor } from '@cotangent/core';
import { type Decoded, Ellipsis, NotThere, Slice, Tuple } from '../values.ts';
import { builtin, ExceptionType } from './builtins.ts';
import { itemsOf } from './containers.ts';
import { callNamed, nameInTorch } from './library.ts';
import { attribute, callValue } from './objects.ts';
import { binary, truth, unary } from './operators.ts';
import { type Callable, type Environment, Flag, ModuleName, Outline, PythonError, Scope } from './scope.ts';
import type { Call, Comprehension, Node, Parameter } from './syntax.ts';

const modules: ReadonlyMap<string, string> = new Map([
  ['torch', 'torch'],
  ['F', 'torch.nn.functional'],
  ['nn', 'torch.nn'],
  ['optim', 'torch.optim'],
  ['math', 'math'],
]);

/** The value of an expression. Throws NotThere for what the library, or this evaluator, lacks. */
export function evaluate(node: Node, environment: Environment): unknown {
  const value = (inner: Node): unknown => evaluate(inner, environment);
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
      return spread(node.items, environment);
    case 'tuple':
      return Tuple.from(spread(node.items, environment) as Decoded[]);
    case 'set':
      return new Set(spread(node.items, environment));
    case 'dict':
      return new Map(node.entries.map(([key, item]) => [value(key), value(item)]));
    case 'outline':
      return new Outline(node.entries.map(([key, item]) => [key, item && value(item)]));
    case 'slice': {
      const [start, stop, step] = [node.start, node.stop, node.step].map((part) => part && value(part));
      return new Slice(start ?? null, stop ?? null, step ?? null);
    }
    case 'attribute':
      return attribute(value(node.object), node.name);
    case 'subscript':
      return subscript(value(node.object), value(node.index));
    case 'call':
      return call(node, environment);
    case 'unary':
      return unary(node.operator, value(node.operand));
    case 'binary':
      return binary(node.operator, value(node.left), value(node.right));
    case 'boolean': {
      let last: unknown;
      for (const operand of node.operands) {
        last = value(operand);
        if (truth(last) === (node.operator === 'or')) break;
      }
      return last;
    }
    case 'chain': {
      const operands = node.operands.map(value);
      return node.operators.every((operator, i) => truth(binary(operator, operands[i], operands[i + 1])));
    }
    case 'conditional':
      return value(truth(value(node.test)) ? node.chosen : node.otherwise);
    case 'lambda':
      return makeFunction(node.parameters, environment, (inner) => evaluate(node.body, inner));
    case 'comprehension':
      return comprehension(node, environment);
    case 'starred':
      throw new NotThere('a star outside a list');
    default:
      return node satisfies never;
  }
}

function named(name: string, environment: Environment): unknown {
  if (environment.has(name)) return environment.get(name);
  const module = modules.get(name);
  if (module !== undefined) return new ModuleName(module);
  // models are written with bare names: `linear(relu(X))`, `Linear(2, 3)`
  const known = builtin(name) ?? nameInTorch(name);
  if (known === undefined) throw new NotThere(`the name ${name}`);
  return typeof known === 'string' ? new ModuleName(known) : known;
}

/** The values of items, of which starred ones stand for several. */
function spread(nodes: readonly Node[], environment: Environment): unknown[] {
  return nodes.flatMap((node) =>
    node.kind === 'starred' ? itemsOf(evaluate(node.value, environment)) : [evaluate(node, environment)],
  );
}

function subscript(object: unknown, index: unknown): unknown {
  if (isTensor(object)) return callNamed('torch.Tensor.__getitem__', [object, index], {});
  if (object instanceof Map) {
    if (!object.has(index)) throw new PythonError('KeyError', String(index));
    return object.get(index);
  }
  if (!Array.isArray(object)) return attribute(object, String(index));
  if (typeof index === 'number') return (object as unknown[]).at(index);
  if (!(index instanceof Slice)) throw new NotThere('such an index of a list');
  return sliced(object, index);
}

function sliced(list: readonly unknown[], { start, stop, step }: Slice): unknown[] {
  if (step === null || step === 1) return list.slice((start ?? 0) as number, (stop ?? list.length) as number);
  if (start !== null || stop !== null) throw new NotThere('such an index of a list');
  const by = step as number;
  return (by < 0 ? list.toReversed() : list).filter((_, i) => i % Math.abs(by) === 0);
}

/** A function with Python's ways of giving arguments; `run` gets the names of the call. */
export function makeFunction(
  parameters: readonly Parameter[],
  environment: Environment,
  run: (scope: Environment) => unknown,
): Callable {
  const defaults = parameters.map((parameter) => parameter.default && evaluate(parameter.default, environment));
  const names = new Set(parameters.flatMap(({ name, stars }) => (stars === 0 ? [name] : [])));
  return (args, kwargs) => {
    const scope = new Scope(environment);
    let next = 0;
    parameters.forEach(({ name, stars }, i) => {
      if (stars === 1) {
        scope.set(name, Tuple.from(args.slice(next) as Decoded[]));
        next = args.length;
      } else if (stars === 2) scope.set(name, new Map(Object.entries(kwargs).filter(([key]) => !names.has(key))));
      else if (next < args.length) scope.set(name, args[next++]);
      else if (name in kwargs) scope.set(name, kwargs[name]);
      else scope.set(name, defaults[i]);
    });
    return run(scope);
  };
}

/** Binds names to a value, taking it apart where there are several. */
export function bind(target: Node, value: unknown, environment: Environment, assign: typeof bind = bind): void {
  if (target.kind === 'name') {
    environment.set(target.name, value);
    return;
  }
  if (target.kind !== 'tuple' && target.kind !== 'list') throw new NotThere(`assignment to ${target.kind}`);
  const values = itemsOf(value);
  const star = target.items.findIndex((item) => item.kind === 'starred');
  const extra = values.length - target.items.length;
  if (star < 0 ? extra !== 0 : extra < -1) throw new NotThere('unpacking what has another number of items');
  target.items.forEach((item, i) => {
    if (item.kind === 'starred') assign(item.value, values.slice(i, i + extra + 1), environment);
    else assign(item, values[star >= 0 && i > star ? i + extra : i], environment);
  });
}

function comprehension({ of, element, clauses }: Comprehension, environment: Environment): unknown {
  const items: unknown[] = [];
  const scope = new Scope(environment);
  const run = (depth: number): void => {
    const clause = clauses[depth];
    if (!clause) {
      items.push(evaluate(element, scope));
      return;
    }
    for (const item of itemsOf(evaluate(clause.iterable, scope))) {
      bind(clause.target, item, scope);
      if (clause.tests.every((test) => truth(evaluate(test, scope)))) run(depth + 1);
    }
  };
  run(0);
  if (of === 'list') return items;
  return of === 'set' ? new Set(items) : new Map(items as [unknown, unknown][]);
}

function call(node: Call, environment: Environment): unknown {
  const args: unknown[] = [];
  const kwargs: Record<string, unknown> = {};
  for (const arg of node.args) {
    const value = evaluate(arg.kind === 'starred' ? arg.value : arg, environment);
    if (value instanceof Flag) kwargs[value.keyword] = value.value;
    else if (arg.kind !== 'starred') args.push(value);
    else if (arg.stars === 1) args.push(...itemsOf(value));
    else Object.assign(kwargs, Object.fromEntries(value as Map<string, unknown>));
  }
  for (const [name, value] of node.kwargs) kwargs[name] = evaluate(value, environment);
  const callee = evaluate(node.callee, environment);
  if (callee instanceof ModuleName) {
    // [1., 2.] makes floats, which the values alone do not say
    if (callee.path === 'torch.tensor' && node.args.some(hasFloat)) kwargs.dtype ??= 'float32';
    return callNamed(callee.path, args, kwargs);
  }
  if (callee instanceof ExceptionType) return new PythonError(callee.name, String(args[0] ?? ''));
  // in formulas `A (x - c)` is a product
  if (isTensor(callee) && args.length === 1) return binary('', callee, args[0]);
  return callValue(callee, args, kwargs);
}

function hasFloat(node: Node): boolean {
  if (node.kind === 'unary') return hasFloat(node.operand);
  return node.kind === 'float' || ((node.kind === 'list' || node.kind === 'tuple') && node.items.some(hasFloat));
}
