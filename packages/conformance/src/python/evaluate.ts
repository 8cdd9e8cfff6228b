import { isTensor, type Tensor } from '@cotangent/core';
import { NotThere } from '../values.ts';
import { callNamed, hasName, isScope, tensorAttribute, tensorMethod } from './library.ts';
import type { Node, Statement } from './syntax.ts';

/** A dotted name that starts at a module: `torch.autograd`. */
class ModuleName {
  readonly path: string;
  constructor(path: string) {
    this.path = path;
  }
}

type Callable = (args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>) => unknown;

const modules: Readonly<Record<string, string>> = { torch: 'torch', F: 'torch.nn.functional', nn: 'torch.nn' };

const operators: Readonly<Record<string, string>> = {
  '+': 'torch.add',
  '-': 'torch.sub',
  '*': 'torch.mul',
  '/': 'torch.div',
  '//': 'torch.floor_divide',
  '%': 'torch.remainder',
  '**': 'torch.pow',
  '@': 'torch.matmul',
  '==': 'torch.eq',
  '!=': 'torch.ne',
  '<': 'torch.lt',
  '<=': 'torch.le',
  '>': 'torch.gt',
  '>=': 'torch.ge',
};

/** Names and what they stand for; Python functions take positional and keyword arguments. */
export type Environment = Map<string, unknown>;

/** A function of JavaScript that Python code may call. */
export function pythonFunction(run: Callable): Callable {
  return run;
}

/** The value of an expression. Throws NotThere for what the library lacks. */
export function evaluate(node: Node, environment: Environment): unknown {
  switch (node.kind) {
    case 'constant':
      return node.value ?? undefined;
    case 'name': {
      if (environment.has(node.name)) return environment.get(node.name);
      const module = modules[node.name];
      if (module !== undefined) return new ModuleName(module);
      if (node.name === 'float' || node.name === 'int')
        return pythonFunction(([x]) => Number(isTensor(x) ? x.item() : x));
      // models are written with bare names: `linear(relu(X))`
      const path = ['torch.nn.functional', 'torch'].map((prefix) => `${prefix}.${node.name}`).find(hasName);
      if (path !== undefined) return new ModuleName(path);
      throw new NotThere(`the name ${node.name}`);
    }
    case 'sequence':
      return node.items.map((item) => evaluate(item, environment));
    case 'dict':
      return Object.fromEntries(
        node.entries.map(([key, value]) => [String(evaluate(key, environment)), evaluate(value, environment)]),
      );
    case 'attribute':
      return attribute(evaluate(node.object, environment), node.name);
    case 'subscript':
      return subscript(evaluate(node.object, environment), node.index, environment);
    case 'call':
      return call(node, environment);
    case 'unary':
      return unary(node.operator, evaluate(node.operand, environment));
    case 'binary':
      return binary(node.operator, evaluate(node.left, environment), evaluate(node.right, environment));
    case 'lambda':
      return pythonFunction((args) => {
        const inner = new Map(environment);
        node.parameters.forEach((name, i) => {
          inner.set(name, args[i]);
        });
        return evaluate(node.body, inner);
      });
    default:
      throw new NotThere(`Python's ${node.kind} here`);
  }
}

function attribute(object: unknown, name: string): unknown {
  if (object instanceof ModuleName) return new ModuleName(`${object.path}.${name}`);
  if (isTensor(object)) return tensorAttribute(object, name);
  if (typeof object === 'object' && object !== null && name in object) {
    const member = (object as Record<string, unknown>)[name];
    return typeof member === 'function' ? pythonFunction(() => (member as () => unknown).call(object)) : member;
  }
  throw new NotThere(`the attribute ${name}`);
}

function subscript(object: unknown, index: Node, environment: Environment): unknown {
  if (isTensor(object)) {
    if (!hasName('torch.Tensor.__getitem__')) throw new NotThere('indexing a tensor');
    return callNamed('torch.Tensor.__getitem__', [object, evaluate(index, environment)], {});
  }
  const key = evaluate(index, environment);
  if (Array.isArray(object)) return object.at(Number(key));
  return (object as Record<string, unknown>)[String(key)];
}

function call(node: Node & { kind: 'call' }, environment: Environment): unknown {
  const args = node.args.map((arg) => evaluate(arg, environment));
  const kwargs = Object.fromEntries(node.kwargs.map(([name, value]) => [name, evaluate(value, environment)]));
  if (node.callee.kind === 'attribute') {
    const object = evaluate(node.callee.object, environment);
    if (isTensor(object)) return tensorMethod(object, node.callee.name, args, kwargs);
  }
  const callee = evaluate(node.callee, environment);
  if (callee instanceof ModuleName) return callNamed(callee.path, args, kwargs);
  if (typeof callee === 'function') return (callee as Callable)(args, kwargs);
  throw new NotThere('a call of what is no function');
}

function unary(operator: string, operand: unknown): unknown {
  if (operator === 'not') return !operand;
  if (isTensor(operand)) return callNamed(operator === '-' ? 'torch.neg' : 'torch.logical_not', [operand], {});
  return operator === '-' ? -Number(operand) : Number(operand);
}

function binary(operator: string, left: unknown, right: unknown): unknown {
  if (operator === 'is') return left === right;
  if (operator === 'is not') return left !== right;
  if (isTensor(left) || isTensor(right)) {
    const name = operators[operator];
    if (!name) throw new NotThere(`the operator ${operator}`);
    return callNamed(name, [left, right], {});
  }
  if (Array.isArray(left) && Array.isArray(right) && operator === '+') return [...left, ...right];
  const [a, b] = [Number(left), Number(right)];
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '//':
      return Math.floor(a / b);
    case '%':
      return a - b * Math.floor(a / b);
    case '**':
      return a ** b;
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    default:
      throw new NotThere(`the operator ${operator} on numbers`);
  }
}

/** Runs statements, changing the environment. */
export function execute(statements: readonly Statement[], environment: Environment): void {
  for (const statement of statements) {
    switch (statement.kind) {
      case 'expression':
        evaluate(statement.value, environment);
        break;
      case 'assign':
        assign(statement.target, evaluate(statement.value, environment), environment);
        break;
      case 'augment':
        augment(statement, environment);
        break;
      case 'with': {
        const scope = evaluate(statement.context, environment);
        if (!isScope(scope)) throw new NotThere('with, on what is no scope');
        using _ = scope;
        execute(statement.body, environment);
        break;
      }
      default:
        statement satisfies never;
    }
  }
}

function assign(target: Node, value: unknown, environment: Environment): void {
  switch (target.kind) {
    case 'name':
      environment.set(target.name, value);
      return;
    case 'sequence':
      target.items.forEach((item, i) => {
        assign(item, (value as unknown[])[i], environment);
      });
      return;
    case 'attribute': {
      const object = evaluate(target.object, environment);
      if (!isTensor(object) || target.name !== 'grad') throw new NotThere(`assignment to the attribute ${target.name}`);
      object.grad = (value as Tensor | undefined) ?? null;
      return;
    }
    case 'subscript': {
      const object = evaluate(target.object, environment);
      if (isTensor(object)) throw new NotThere('assignment to an index of a tensor');
      (object as Record<string, unknown>)[String(evaluate(target.index, environment))] = value;
      return;
    }
    default:
      throw new NotThere(`assignment to ${target.kind}`);
  }
}

/** `x += y` on a tensor is its in-place method. */
function augment(statement: Statement & { kind: 'augment' }, environment: Environment): void {
  const current = evaluate(statement.target, environment);
  const value = evaluate(statement.value, environment);
  if (isTensor(current)) {
    const names: Readonly<Record<string, string>> = { '+': 'add_', '-': 'sub_', '*': 'mul_', '/': 'div_' };
    tensorMethod(current, names[statement.operator] ?? statement.operator, [value], {});
    return;
  }
  assign(statement.target, binary(statement.operator, current, value), environment);
}
