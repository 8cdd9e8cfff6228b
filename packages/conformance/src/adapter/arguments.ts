import type { DType, Tensor } from '@cotangent/core';
import { type Decoded, NotThere } from '../values.ts';

/** Keywords that mean nothing here. */
const ignored = new Set(['device', 'layout', 'memory_format', 'pin_memory', 'non_blocking', 'copy', 'inplace']);

/**
 * The arguments of a Python call by name. Values are handed on unchecked: refusing wrong ones is what the library is
 * tested for.
 */
export class Arguments {
  readonly #values = new Map<string, Decoded>();

  /**
   * `names` are the parameters in order; `*rest` takes all further positional arguments, and what stands behind it can
   * be given by name only. Throws NotThere for an argument that has no parameter here.
   */
  constructor(names: readonly string[], args: readonly Decoded[], kwargs: Readonly<Record<string, Decoded>>) {
    const star = names.findIndex((name) => name.startsWith('*'));
    const fixed = star < 0 ? names : names.slice(0, star);
    args.slice(0, fixed.length).forEach((value, i) => {
      this.#values.set(fixed[i]!, value);
    });
    const further = args.slice(fixed.length);
    if (further.length > 0) {
      if (star < 0) throw new NotThere(`positional argument ${fixed.length}`);
      // f(x, 2, 3) and f(x, (2, 3)) mean the same
      this.#values.set(names[star]!.slice(1), Array.isArray(further[0]) ? further[0] : further);
    }
    for (const [name, value] of Object.entries(kwargs)) {
      if (ignored.has(name)) continue;
      if (!names.some((known) => known.replace('*', '') === name)) throw new NotThere(`argument ${name}`);
      this.#values.set(name, value);
    }
  }

  has(name: string): boolean {
    return this.#values.get(name) !== undefined;
  }

  tensor(name: string): Tensor {
    return this.#values.get(name) as Tensor;
  }

  optionalTensor(name: string): Tensor | undefined {
    return this.#values.get(name) as Tensor | undefined;
  }

  tensors(name: string): Tensor[] {
    return this.#values.get(name) as Tensor[];
  }

  /** A tensor or a Python number. */
  operand(name: string): Tensor | number {
    return this.#values.get(name) as Tensor | number;
  }

  /** A Python number; True counts as 1 there. */
  number(name: string): number {
    return this.optionalNumber(name) as number;
  }

  optionalNumber(name: string): number | undefined {
    const value = this.#values.get(name);
    return typeof value === 'boolean' ? Number(value) : (value as number | undefined);
  }

  flag(name: string): boolean | undefined {
    return this.#values.get(name) as boolean | undefined;
  }

  numbers(name: string): number[] {
    return this.#values.get(name) as number[];
  }

  /** One number or several. */
  dims(name: string): number | number[] {
    return this.#values.get(name) as number | number[];
  }

  optionalDims(name: string): number | number[] | undefined {
    return this.#values.get(name) as number | number[] | undefined;
  }

  text<T extends string>(name: string): T | undefined {
    return this.#values.get(name) as T | undefined;
  }

  dtype(name = 'dtype'): DType | undefined {
    return this.#values.get(name) as DType | undefined;
  }

  raw(name: string): Decoded {
    return this.#values.get(name);
  }
}

/** How a PyTorch name is called here. */
export interface Entry {
  readonly names: readonly string[];
  readonly run: (args: Arguments) => unknown;
}

/** A table entry: PyTorch's parameters in order, separated by blanks, and our call. */
export function entry(names: string, run: (args: Arguments) => unknown): Entry {
  return { names: names.split(' '), run };
}
