import { isTensor } from '@cotangent/core';
import { type Decoded, NotThere, Tuple } from '../values.ts';
import { itemsOf } from './containers.ts';
import { attribute, callValue } from './objects.ts';
import { binary, truth } from './operators.ts';
import { type Callable, ModuleName, PythonError } from './scope.ts';

/** `type(x)`, whose `__name__` programs ask for; a JavaScript number is Python's float. */
function typeName(value: unknown): string {
  if (isTensor(value)) return value.constructor.name === 'Parameter' ? 'Parameter' : 'Tensor';
  if (value instanceof Tuple) return 'tuple';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Map) return 'dict';
  switch (typeof value) {
    case 'number':
      return 'float';
    case 'boolean':
      return 'bool';
    case 'string':
      return 'str';
    case 'undefined':
      return 'NoneType';
    default:
      return (value as object).constructor.name;
  }
}

/** An exception class; which one an error of the library would be in Python is not known, so any of them catches it. */
export class ExceptionType {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

const number = (x: unknown): number => Number(isTensor(x) ? x.item() : x);

const least = (args: readonly unknown[], operator: string): unknown =>
  (args.length === 1 ? itemsOf(args[0]) : args).reduce((a, b) => (truth(binary(operator, b, a)) ? b : a));

const range = (first: number, last?: number, step = 1): number[] => {
  const [start, stop] = last === undefined ? [0, first] : [first, last];
  return Array.from({ length: Math.max(0, Math.ceil((stop - start) / step)) }, (_, i) => start + i * step);
};

/** Whether a value is of a class, or of one of several. */
function isInstance(value: unknown, type: unknown): boolean {
  if (Array.isArray(type)) return type.some((one) => isInstance(value, one));
  if (type instanceof ModuleName)
    return type.path.split('.').at(-1) === typeName(value) || (isTensor(value) && type.path === 'torch.Tensor');
  const name = [...builtins].find(([, own]) => own === type)?.[0];
  if (name === undefined) throw new NotThere('isinstance of such a class');
  return name === typeName(value) || (name === 'int' && typeof value === 'number' && Number.isInteger(value));
}

export const builtins: ReadonlyMap<string, unknown> = new Map<string, Callable>([
  ['float', ([x]) => number(x)],
  ['int', ([x]) => Math.trunc(number(x))],
  ['bool', ([x]) => truth(x)],
  ['str', ([x]) => (x instanceof Error ? x.message : x === undefined ? 'None' : String(x))],
  [
    'len',
    ([x]) => (isTensor(x) ? x.shape[0] : x instanceof Map || x instanceof Set ? x.size : (x as unknown[]).length),
  ],
  ['abs', ([x]) => (isTensor(x) ? x.abs() : Math.abs(x as number))],
  ['sum', ([items, start = 0]) => itemsOf(items).reduce((a, b) => binary('+', a, b), start)],
  ['min', (args) => least(args, '<')],
  ['max', (args) => least(args, '>')],
  ['round', ([x, digits = 0]) => Math.round(number(x) * 10 ** (digits as number)) / 10 ** (digits as number)],
  ['range', (args) => range(...(args as [number, number?, number?]))],
  [
    'enumerate',
    ([items, start = 0]) => itemsOf(items).map((item, i) => Tuple.of((start as number) + i, item as Decoded)),
  ],
  [
    'zip',
    (lists) => {
      const all = lists.map(itemsOf);
      const length = Math.min(...all.map((list) => list.length));
      return Array.from({ length }, (_, i) => Tuple.from(all, (list) => list[i] as Decoded));
    },
  ],
  ['map', ([fn, items]) => itemsOf(items).map((item) => callValue(fn, [item], {}))],
  ['list', ([items = []]) => itemsOf(items)],
  ['tuple', ([items = []]) => Tuple.from(itemsOf(items) as Decoded[])],
  ['set', ([items = []]) => new Set(itemsOf(items))],
  ['dict', ([entries = []], kwargs) => new Map([...(entries as [unknown, unknown][]), ...Object.entries(kwargs)])],
  ['sorted', ([items]) => itemsOf(items).sort((a, b) => (truth(binary('<', a, b)) ? -1 : 1))],
  ['reversed', ([items]) => itemsOf(items).reverse()],
  ['all', ([items]) => itemsOf(items).every(truth)],
  ['any', ([items]) => itemsOf(items).some(truth)],
  ['print', () => undefined],
  ['type', ([x]) => ({ __name__: typeName(x) })],
  ['isinstance', ([x, type]) => isInstance(x, type)],
  ['id', ([x]) => x],
  ['getattr', ([x, name]) => attribute(x, name as string)],
]);

const exceptionNames: ReadonlySet<string> = new Set(
  (
    'ArithmeticError AssertionError AttributeError BaseException Exception IndexError KeyError LookupError ' +
    'NotImplementedError OverflowError RuntimeError StopIteration TypeError ValueError ZeroDivisionError'
  ).split(' '),
);

/** What a name means in every program; undefined for others. */
export function builtin(name: string): unknown {
  return exceptionNames.has(name) ? new ExceptionType(name) : builtins.get(name);
}

/** The error that `raise` throws. */
export function raised(value: unknown): Error {
  if (value instanceof Error) return value;
  if (value instanceof ExceptionType) return new PythonError(value.name, '');
  throw new NotThere('raise of such a value');
}

/** Whether `except type` takes an error. Errors of the library are of any type, those of the evaluator of none. */
export function catches(type: unknown, error: Error): boolean {
  if (Array.isArray(type)) return type.some((one) => catches(one, error));
  if (!(type instanceof ExceptionType)) throw new NotThere('except of such a class');
  if (!(error instanceof PythonError)) return true;
  return ['Exception', 'BaseException', error.type].includes(type.name);
}
