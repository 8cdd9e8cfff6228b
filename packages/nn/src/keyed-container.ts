import { ArgumentError, type Tensor } from '@cotangent/core';
import { hideContents } from './hide-contents.ts';
import { type Member, Module } from './module.ts';

/** Keys with what they stand for: a map, pairs, or a plain object. */
export type Keyed<T> = Iterable<readonly [string, T]> | Readonly<Record<string, T>>;

/** Modules or parameters by keys, which are their names. `Given` is what they are made of. */
export abstract class KeyedContainer<T extends Member, Given = T> extends Module<never[], never> {
  declare private readonly contents: Map<string, T>;

  /** Throws an ArgumentError for an empty key and one with a dot. */
  constructor(given: Keyed<Given> = []) {
    super();
    hideContents(this, new Map());
    this.update(given);
  }

  /** What is kept of a given value. */
  protected abstract keep(value: Given): T;

  /** The number of keys. */
  get size(): number {
    return this.contents.size;
  }

  /** What a key stands for. */
  get(key: string): T | undefined {
    return this.contents.get(key);
  }

  /** Whether a key stands for anything. */
  has(key: string): boolean {
    return this.contents.has(key);
  }

  /** Sets what a key stands for. Throws an ArgumentError for an empty key and one with a dot. */
  set(key: string, value: Given): this {
    return this.update([[key, value]]);
  }

  /** Sets what several keys stand for. Throws as {@link KeyedContainer.set}, before anything changes. */
  update(given: Keyed<Given>): this {
    const pairs = [
      ...(Symbol.iterator in given ? (given as Iterable<readonly [string, Given]>) : Object.entries(given)),
    ];
    for (const [key] of pairs) {
      if (key !== '' && !key.includes('.')) continue;
      const name = this.constructor.name;
      throw new ArgumentError(`${name}: ${JSON.stringify(key)} is no key, which has a character or more and no dot`);
    }
    for (const [key, value] of pairs) this.contents.set(key, this.keep(value));
    return this;
  }

  /** Takes a key out, and tells whether it was there. */
  delete(key: string): boolean {
    return this.contents.delete(key);
  }

  /** Takes all keys out. */
  clear(): void {
    this.contents.clear();
  }

  /** The keys, in the order in which they came. */
  keys(): IterableIterator<string> {
    return this.contents.keys();
  }

  /** What they stand for. */
  values(): IterableIterator<T> {
    return this.contents.values();
  }

  /** Keys with what they stand for. */
  [Symbol.iterator](): IterableIterator<[string, T]> {
    return this.contents.entries();
  }

  /** Throws an ArgumentError: it computes nothing, the owner of the contents does. */
  forward(): never {
    throw new ArgumentError(`${this.constructor.name}: it has no forward; use its contents`);
  }

  override *members(): Generator<[string, Member]> {
    yield* super.members();
    yield* this.contents;
  }

  override replaceMember(name: string, tensor: Tensor): void {
    if (this.contents.has(name)) this.contents.set(name, tensor as Member as T);
    else super.replaceMember(name, tensor);
  }
}
