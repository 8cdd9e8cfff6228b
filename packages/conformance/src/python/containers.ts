import { NotThere } from '../values.ts';
import { binary } from './operators.ts';
import type { Callable } from './scope.ts';

type Method<T> = (self: T, ...args: never[]) => unknown;

const none = (_: unknown): undefined => undefined;

const indexOf = (list: readonly unknown[], item: unknown): number =>
  list.findIndex((other) => binary('==', other, item));

const listMethods: ReadonlyMap<string, Method<unknown[]>> = new Map<string, Method<unknown[]>>([
  ['append', (self, item: unknown) => none(self.push(item))],
  ['extend', (self, items: Iterable<unknown>) => none(self.push(...items))],
  ['insert', (self, at: number, item: unknown) => none(self.splice(at, 0, item))],
  ['pop', (self, at = -1 as never) => self.splice(at, 1)[0]],
  ['remove', (self, item: unknown) => none(self.splice(indexOf(self, item), 1))],
  ['index', (self, item: unknown) => indexOf(self, item)],
  ['count', (self, item: unknown) => self.filter((other) => binary('==', other, item)).length],
  ['reverse', (self) => none(self.reverse())],
  ['copy', (self) => [...self]],
  ['clear', (self) => none(self.splice(0))],
]);

const dictMethods: ReadonlyMap<string, Method<Map<unknown, unknown>>> = new Map<string, Method<Map<unknown, unknown>>>([
  ['keys', (self) => [...self.keys()]],
  ['values', (self) => [...self.values()]],
  ['items', (self) => [...self]],
  ['get', (self, key: unknown, otherwise: unknown) => (self.has(key) ? self.get(key) : otherwise)],
  ['setdefault', (self, key: unknown, value: unknown) => (self.has(key) ? self : self.set(key, value)).get(key)],
  ['copy', (self) => new Map(self)],
  ['update', (self, other: Map<unknown, unknown>) => none([...other].map(([key, value]) => self.set(key, value)))],
  [
    'pop',
    (self, key: unknown, otherwise: unknown) => {
      const value = self.has(key) ? self.get(key) : otherwise;
      self.delete(key);
      return value;
    },
  ],
]);

const setMethods: ReadonlyMap<string, Method<Set<unknown>>> = new Map<string, Method<Set<unknown>>>([
  ['add', (self, item: unknown) => none(self.add(item))],
  ['discard', (self, item: unknown) => none(self.delete(item))],
]);

const stringMethods: ReadonlyMap<string, Method<string>> = new Map<string, Method<string>>([
  ['startswith', (self, start: string) => self.startsWith(start)],
  ['endswith', (self, end: string) => self.endsWith(end)],
  ['lower', (self) => self.toLowerCase()],
  ['upper', (self) => self.toUpperCase()],
  ['strip', (self) => self.trim()],
  ['split', (self, by: string) => self.split(by)],
  ['join', (self, items: string[]) => items.join(self)],
]);

function methodsOf(value: unknown): ReadonlyMap<string, Method<never>> | undefined {
  if (Array.isArray(value)) return listMethods;
  if (value instanceof Map) return dictMethods;
  if (value instanceof Set) return setMethods;
  return typeof value === 'string' ? stringMethods : undefined;
}

/** A method of a list, dict, set or string; undefined for any other value. Throws NotThere for an unknown one. */
export function containerMethod(value: unknown, name: string): Callable | undefined {
  const methods = methodsOf(value);
  if (!methods) return undefined;
  const method = methods.get(name);
  if (!method) throw new NotThere(`the method ${name} of such a value`);
  return (args) => (method as Method<unknown>)(value, ...(args as never[]));
}

/** The items of what a loop may run over. */
export function itemsOf(value: unknown): unknown[] {
  if (value instanceof Map) return [...value.keys()];
  if (typeof value === 'object' && value !== null && Symbol.iterator in value) return [...(value as Iterable<unknown>)];
  if (typeof value === 'string') return [...value];
  throw new NotThere('a loop over such a value');
}
