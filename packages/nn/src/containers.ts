import {
  ArgumentError,
  type ChainShape,
  type CheckedChain,
  type FitsChain,
  IndexError,
  type Shape,
  type Tensor,
} from '@cotangent/core';
import { hideContents } from './hide-contents.ts';
import { keepsNothing } from './keeps-nothing.ts';
import { type AnyModule, type Member, Module } from './module.ts';
import { describeRepeated } from './module-repr.ts';

/** The `I`-th of a list of layers, as far as its type is known. */
type LayerAt<Layers extends readonly Module[], I extends number> = `${I}` extends keyof Layers
  ? Layers[`${I}`]
  : Layers[number];

/** An empty chain is about to be filled: nothing is known of it. */
type Known<Layers extends readonly Module[]> = Layers extends readonly [] ? Module[] : Layers;

/**
 * Modules one after the other: each gets what the one before gave. Layers that cannot follow each other are an error in
 * the editor, as is an input that the first one cannot take.
 *
 * ```ts
 * const model = new Sequential(new Linear(784, 128), new ReLU(), new Linear(128, 10));
 * model.call(images);
 * ```
 *
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.Sequential.html
 */
export class Sequential<const Layers extends readonly Module[] = Module[]> extends Module {
  /** For the types alone: what a chain of chains does with shapes. */
  declare readonly chain?: Layers | undefined;
  declare private readonly contents: Module[];

  constructor(...layers: Layers & CheckedChain<Layers>) {
    super();
    hideContents(this, [...layers]);
  }

  get length(): number {
    return this.contents.length;
  }

  /** The `index`-th module, from the end for a negative index. Throws an IndexError when there is none. */
  at<const I extends number>(index: I): LayerAt<Layers, I> {
    return pick('Sequential', this.contents, index) as LayerAt<Layers, I>;
  }

  /** Adds a module at the end. The result is this model; its type knows the new layer. */
  append<L extends Module>(layer: L & CheckedChain<[...Layers, L]>): Sequential<[...Layers, L]> {
    this.contents.push(layer);
    return this as unknown as Sequential<[...Layers, L]>;
  }

  /** The modules in order. */
  [Symbol.iterator](): IterableIterator<Layers[number]> {
    return this.contents.values();
  }

  forward<S extends Shape>(x: Tensor<S> & FitsChain<S, Known<Layers>>): Tensor<ChainShape<S, Known<Layers>>> {
    let result: Tensor = x;
    // whether `result` is new, and only this chain has it
    let own = false;
    for (const layer of this.contents) {
      const given = result;
      result = layer.call(given);
      const lets = keepsNothing(layer);
      if (own && lets && !shareElements(given, result)) given.dispose();
      own = lets && !shareElements(result, x) && (own || !shareElements(result, given));
    }
    return result as Tensor<ChainShape<S, Known<Layers>>>;
  }

  override *members(): Generator<[string, Member]> {
    yield* super.members();
    yield* numberedMembers(this.contents);
  }
}

/**
 * Modules in a list, named by their places: `blocks.0.weight`. Its owner calls them.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleList.html
 */
export class ModuleList<M extends AnyModule = Module> extends Module<never[], never> {
  declare private readonly contents: M[];

  constructor(modules: Iterable<M> = []) {
    super();
    hideContents(this, [...modules]);
  }

  get length(): number {
    return this.contents.length;
  }

  /** The `index`-th module, from the end for a negative index. Throws an IndexError when there is none. */
  at(index: number): M {
    return pick('ModuleList', this.contents, index);
  }

  /** Adds a module at the end. */
  append(module: M): this {
    this.contents.push(module);
    return this;
  }

  /** Adds modules at the end; returns their number then. */
  push(...modules: M[]): number {
    return this.contents.push(...modules);
  }

  /** The modules in order. */
  [Symbol.iterator](): IterableIterator<M> {
    return this.contents.values();
  }

  /** Throws an ArgumentError: the owner of the list calls its modules. */
  forward(): never {
    throw new ArgumentError('ModuleList: a list has no forward; call its modules');
  }

  override *members(): Generator<[string, Member]> {
    yield* super.members();
    yield* numberedMembers(this.contents);
  }

  override toString(): string {
    return describeRepeated(this, this.contents);
  }
}

function shareElements(a: Tensor, b: Tensor): boolean {
  return a.storage === b.storage;
}

function pick<M>(name: string, items: readonly M[], index: number): M {
  const item = items.at(index);
  if (item === undefined || !Number.isInteger(index)) {
    throw new IndexError(`${name}: index ${index} is outside [${-items.length}, ${items.length})`);
  }
  return item;
}

function* numberedMembers(items: readonly AnyModule[]): Generator<[string, AnyModule]> {
  for (const [i, item] of items.entries()) yield [`${i}`, item];
}
