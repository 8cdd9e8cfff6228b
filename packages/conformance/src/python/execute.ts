import { isTensor, type Tensor } from '@cotangent/core';
import { NotThere } from '../values.ts';
import { type Environment, evaluate } from './evaluate.ts';
import { callNamed, isScope, tensorMethod } from './library.ts';
import { binary } from './operators.ts';
import type { Node, Statement } from './syntax.ts';

/** Runs statements, changing the environment. Throws NotThere for what the library, or this runner, lacks. */
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
    case 'list':
    case 'tuple': {
      const values = Array.isArray(value) ? (value as unknown[]) : [];
      if (values.length !== target.items.length) throw new NotThere('unpacking what has another number of items');
      target.items.forEach((item, i) => {
        assign(item, values[i], environment);
      });
      return;
    }
    case 'attribute': {
      const object = evaluate(target.object, environment);
      if (!isTensor(object) || target.name !== 'grad') throw new NotThere(`assignment to the attribute ${target.name}`);
      object.grad = (value as Tensor | undefined) ?? null;
      return;
    }
    case 'subscript': {
      const object = evaluate(target.object, environment);
      if (isTensor(object)) {
        callNamed('torch.Tensor.__setitem__', [object, evaluate(target.index, environment), value], {});
        return;
      }
      if (!(object instanceof Map)) throw new NotThere('assignment to an index of what is no dict');
      object.set(evaluate(target.index, environment), value);
      return;
    }
    default:
      throw new NotThere(`assignment to ${target.kind}`);
  }
}

const inPlace: ReadonlyMap<string, string> = new Map([
  ['+', 'add_'],
  ['-', 'sub_'],
  ['*', 'mul_'],
  ['/', 'div_'],
  ['**', 'pow_'],
]);

/** `x += y` on a tensor is its in-place method. */
function augment(statement: Statement & { kind: 'augment' }, environment: Environment): void {
  const current = evaluate(statement.target, environment);
  const value = evaluate(statement.value, environment);
  if (!isTensor(current)) {
    assign(statement.target, binary(statement.operator, current, value), environment);
    return;
  }
  const method = inPlace.get(statement.operator);
  if (method === undefined) throw new NotThere(`${statement.operator}= on a tensor`);
  tensorMethod(current, method, [value], {});
}
