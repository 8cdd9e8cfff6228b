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

  /** `names` are the parameters in order; a last one `*rest` takes all further positional arguments. */
  constructor(names: readonly string[], args: readonly Decoded[], kwargs: Readonly<Record<string, Decoded>>) {
    const rest = names.at(-1)?.startsWith('*') ? names.at(-1)!.slice(1) : undefined;
    const fixed = rest === undefined ? names : names.slice(0, -1);
    args.forEach((value, i) => {
      if (i < fixed.length) this.#values.set(fixed[i]!, value);
      else if (rest === undefined) throw new NotThere(`positional argument ${i}`);
    });
    if (rest !== undefined && args.length > fixed.length) {
      // f(x, 2, 3) and f(x, (2, 3)) mean the same
      const [first] = args.slice(fixed.length);
      this.#values.set(rest, Array.isArray(first) ? first : args.slice(fixed.length));
    }
    for (const [name, value] of Object.entries(kwargs)) {
      if (ignored.has(name)) continue;
      if (!fixed.includes(name) && name !== rest) throw new NotThere(`argument ${name}`);
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
