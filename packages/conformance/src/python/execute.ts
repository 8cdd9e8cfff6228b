import { CotangentError, isTensor } from '@cotangent/core';
import { NotThere } from '../values.ts';
import { catches, raised } from './builtins.ts';
import { itemsOf } from './containers.ts';
import { makeAutogradFunction } from './custom-function.ts';
import { bind, evaluate, makeFunction } from './evaluate.ts';
import { callNamed } from './library.ts';
import { setAttribute } from './objects.ts';
import { augmented, truth } from './operators.ts';
import { type Environment, ModuleName, PythonError, Scope } from './scope.ts';
import type { Handler, Node, Statement } from './syntax.ts';

/** How a block ended, unless it ran to its end. */
type Ending = { readonly kind: 'return'; readonly value: unknown } | { readonly kind: 'break' | 'continue' };

/** More than any program of a corpus needs. */
const mostRounds = 100_000;

/** Runs statements, changing the environment. Throws NotThere for what the library, or this runner, lacks. */
export function execute(statements: readonly Statement[], environment: Environment): Ending | undefined {
  for (const statement of statements) {
    const ending = run(statement, environment);
    if (ending) return ending;
  }
  return undefined;
}

function run(statement: Statement, environment: Environment): Ending | undefined {
  switch (statement.kind) {
    case 'expression':
      evaluate(statement.value, environment);
      return undefined;
    case 'assign': {
      const value = evaluate(statement.value, environment);
      for (const target of statement.targets) assign(target, value, environment);
      return undefined;
    }
    case 'augment': {
      const current = evaluate(statement.target, environment);
      const result = augmented(statement.operator, current, evaluate(statement.value, environment));
      assign(statement.target, result, environment);
      return undefined;
    }
    case 'delete':
      for (const target of statement.targets) remove(target, environment);
      return undefined;
    case 'with':
      return runWith(statement, environment);
    case 'if':
      return execute(truth(evaluate(statement.test, environment)) ? statement.body : statement.otherwise, environment);
    case 'for':
      return runRounds(itemsOf(evaluate(statement.iterable, environment)), statement.body, environment, (item) => {
        bind(statement.target, item, environment, assign);
        return true;
      });
    case 'while':
      return runRounds(new Array<undefined>(mostRounds), statement.body, environment, () =>
        truth(evaluate(statement.test, environment)),
      );
    case 'def': {
      const { name, parameters, body } = statement;
      environment.set(
        name,
        makeFunction(parameters, environment, (scope) => {
          const ending = execute(body, scope);
          return ending?.kind === 'return' ? ending.value : undefined;
        }),
      );
      return undefined;
    }
    case 'class':
      environment.set(statement.name, makeClass(statement, environment));
      return undefined;
    case 'try':
      return runTry(statement, environment);
    case 'return':
      return { kind: 'return', value: statement.value && evaluate(statement.value, environment) };
    case 'raise':
      if (!statement.value) throw new NotThere('raise without a value');
      throw raised(evaluate(statement.value, environment));
    case 'assert':
      if (!truth(evaluate(statement.test, environment))) throw new PythonError('AssertionError', 'assert');
      return undefined;
    case 'import':
      for (const { name, path } of statement.bindings) environment.set(name, new ModuleName(path));
      return undefined;
    case 'break':
    case 'continue':
      return { kind: statement.kind };
    case 'pass':
      return undefined;
    default:
      return statement satisfies never;
  }
}

function runRounds<T>(
  rounds: readonly T[],
  body: readonly Statement[],
  environment: Environment,
  begin: (round: T) => boolean,
): Ending | undefined {
  for (const round of rounds) {
    if (!begin(round)) return undefined;
    const ending = execute(body, environment);
    if (ending?.kind === 'return') return ending;
    if (ending?.kind === 'break') return undefined;
  }
  if (rounds.length === mostRounds) throw new NotThere(`a loop of more than ${mostRounds} rounds`);
  return undefined;
}

function runWith({ items, body }: Statement & { kind: 'with' }, environment: Environment): Ending | undefined {
  const [item, ...rest] = items;
  if (!item) return execute(body, environment);
  const scope = evaluate(item.context, environment);
  if (typeof scope !== 'object' || scope === null || isTensor(scope) || !(Symbol.dispose in scope)) {
    throw new NotThere('with, on what is no scope');
  }
  using _ = scope as Disposable;
  if (item.target) assign(item.target, scope, environment);
  return runWith({ kind: 'with', items: rest, body }, environment);
}

function runTry({ body, handlers, last }: Statement & { kind: 'try' }, environment: Environment): Ending | undefined {
  let ending: Ending | undefined;
  try {
    ending = execute(body, environment);
  } catch (error) {
    const handler = handlerOf(error, handlers, environment);
    if (!handler) throw error;
    if (handler.name !== undefined) environment.set(handler.name, error);
    ending = execute(handler.body, environment);
  } finally {
    execute(last, environment);
  }
  return ending;
}

/** The handler that takes an error of the library or the program; what is not there is nobody's to catch. */
function handlerOf(error: unknown, handlers: readonly Handler[], environment: Environment): Handler | undefined {
  if (!(error instanceof CotangentError || error instanceof PythonError)) return undefined;
  return handlers.find(({ type }) => type === undefined || catches(evaluate(type, environment), error));
}

function makeClass({ name, bases, body }: Statement & { kind: 'class' }, environment: Environment): unknown {
  const base = bases.length === 1 ? evaluate(bases[0]!, environment) : undefined;
  if (!(base instanceof ModuleName) || !base.path.endsWith('autograd.Function'))
    throw new NotThere(`the class ${name}`);
  const members = new Scope(environment);
  execute(body, members);
  return makeAutogradFunction(name, new Map([...members]));
}

function assign(target: Node, value: unknown, environment: Environment): void {
  switch (target.kind) {
    case 'attribute':
      setAttribute(evaluate(target.object, environment), target.name, value);
      return;
    case 'subscript': {
      const object = evaluate(target.object, environment);
      const index = evaluate(target.index, environment);
      if (isTensor(object)) callNamed('torch.Tensor.__setitem__', [object, index, value], {});
      else if (object instanceof Map) object.set(index, value);
      else if (Array.isArray(object) && typeof index === 'number')
        object[index < 0 ? index + object.length : index] = value;
      else throw new NotThere('assignment to an index of what is no dict');
      return;
    }
    default:
      bind(target, value, environment, assign);
  }
}

function remove(target: Node, environment: Environment): void {
  if (target.kind === 'name') {
    environment.delete(target.name);
    return;
  }
  const object = target.kind === 'subscript' ? evaluate(target.object, environment) : undefined;
  if (target.kind !== 'subscript' || !(object instanceof Map)) throw new NotThere('del of such a target');
  object.delete(evaluate(target.index, environment));
}
