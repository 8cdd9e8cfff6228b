import type { VectorInstruction } from '../assembler/instruction.ts';
import * as f32x4 from '../assembler/instructions/f32x4.ts';
import * as v128 from '../assembler/instructions/v128.ts';

/**
 * How often a value changes while a kernel runs: never (scalars, constants), with each row (an operand that repeats one
 * element along the row), or with each vector.
 */
export const rates = { call: 0, row: 1, vector: 2 } as const;

export type Rate = (typeof rates)[keyof typeof rates];

/** A function that a kernel calls for one element after the other. */
export type ElementFunction = (...operands: number[]) => number;

/** What a vector is made by, apart from its operands. */
export type VectorSource =
  | { readonly kind: 'input'; readonly index: number }
  | { readonly kind: 'scalar'; readonly index: number }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'double'; readonly value: number }
  | { readonly kind: 'bits'; readonly value: number }
  | { readonly kind: 'instruction'; readonly instruction: VectorInstruction; readonly count?: number | undefined }
  | { readonly kind: 'words'; readonly lanes: readonly [number, number, number, number] }
  | { readonly kind: 'elements'; readonly fn: ElementFunction; readonly masked: boolean };

/** 128 bits that a kernel computes: four float32 or int32, two float64, or a mask, all ones where a condition holds. */
export interface Vector {
  readonly source: VectorSource;
  readonly operands: readonly Vector[];
  readonly rate: Rate;
  /** Its place among the vectors of a graph; operands stand before what uses them. */
  readonly id: number;
}

/**
 * What a kernel computes, as a graph of vectors. Equal vectors are one object, so that work is shared between the
 * functions of a formula: `sin x` and `cos x` reduce `x` once.
 */
export class VectorGraph {
  /** Whether a product and a sum are one instruction, rounded once. */
  readonly fused: boolean;
  readonly #vectors: Vector[] = [];
  readonly #interned = new Map<string, Vector>();
  readonly #functions: ElementFunction[] = [];

  constructor(fused: boolean) {
    this.fused = fused;
  }

  get vectors(): readonly Vector[] {
    return this.#vectors;
  }

  input(index: number, rate: Rate): Vector {
    return this.#intern({ kind: 'input', index }, `input ${index}`, [], rate);
  }

  scalar(index: number): Vector {
    return this.#intern({ kind: 'scalar', index }, `scalar ${index}`, []);
  }

  /** A float32 in all lanes. */
  float(value: number): Vector {
    const rounded = Math.fround(value);
    return this.#intern({ kind: 'float', value: rounded }, `float ${withSign(rounded)}`, []);
  }

  /** A float64 in both halves. */
  double(value: number): Vector {
    return this.#intern({ kind: 'double', value }, `double ${withSign(value)}`, []);
  }

  /** An int32 in all lanes. */
  bits(value: number): Vector {
    return this.#intern({ kind: 'bits', value }, `bits ${value}`, []);
  }

  op(instruction: VectorInstruction, ...operands: readonly Vector[]): Vector {
    return this.#intern({ kind: 'instruction', instruction }, `${instruction}`, operands);
  }

  /** An instruction that shifts each lane by a constant. */
  shift(instruction: VectorInstruction, x: Vector, count: number): Vector {
    return this.#intern({ kind: 'instruction', instruction, count }, `${instruction} by ${count}`, [x]);
  }

  /** Four lanes out of the eight of two vectors. */
  words(a: Vector, b: Vector, lanes: readonly [number, number, number, number]): Vector {
    return this.#intern({ kind: 'words', lanes }, `words ${lanes.join()}`, [a, b]);
  }

  /** `fn` of each element, in double precision. */
  each(fn: ElementFunction, ...operands: readonly Vector[]): Vector {
    return this.#intern({ kind: 'elements', fn, masked: false }, `each ${this.#placeOf(fn)}`, operands);
  }

  /** `fn` of the elements where `mask` is set, which is rare; `value` elsewhere. */
  eachWhere(mask: Vector, fn: ElementFunction, operands: readonly Vector[], value: Vector): Vector {
    const source = { kind: 'elements', fn, masked: true } as const;
    return this.#intern(source, `each where ${this.#placeOf(fn)}`, [...operands, mask, value]);
  }

  /** `a` where `mask` is set, else `b`. */
  select(mask: Vector, a: Vector, b: Vector): Vector {
    if (a === b) return a;
    // one instruction instead of three
    if (isZero(a)) return this.op(v128.andnot, b, mask);
    if (isZero(b)) return this.op(v128.and, a, mask);
    return this.op(v128.bitselect, a, b, mask);
  }

  /** `a · b + c`, rounded once where the host can. */
  multiplyAdd(a: Vector, b: Vector, c: Vector): Vector {
    if (this.fused) return this.op(f32x4.relaxed_madd, a, b, c);
    return this.op(f32x4.add, this.op(f32x4.mul, a, b), c);
  }

  /** `c - a · b`, rounded once where the host can. */
  multiplySubtract(a: Vector, b: Vector, c: Vector): Vector {
    if (this.fused) return this.op(f32x4.relaxed_nmadd, a, b, c);
    return this.op(f32x4.sub, c, this.op(f32x4.mul, a, b));
  }

  /** A polynomial of `x`; the coefficient of the highest power comes first. */
  polynomial(x: Vector, coefficients: readonly number[]): Vector {
    let sum = this.float(coefficients[0]!);
    for (let i = 1; i < coefficients.length; i++) sum = this.multiplyAdd(sum, x, this.float(coefficients[i]!));
    return sum;
  }

  #placeOf(fn: ElementFunction): number {
    const place = this.#functions.indexOf(fn);
    return place < 0 ? this.#functions.push(fn) - 1 : place;
  }

  #intern(
    source: VectorSource,
    key: string,
    operands: readonly Vector[],
    rate: Rate = Math.max(rates.call, ...operands.map((operand) => operand.rate)) as Rate,
  ): Vector {
    let full = key;
    for (let i = 0; i < operands.length; i++) full += ` ${operands[i]!.id}`;
    let vector = this.#interned.get(full);
    if (!vector) {
      vector = { source, operands, rate, id: this.#vectors.length };
      this.#vectors.push(vector);
      this.#interned.set(full, vector);
    }
    return vector;
  }
}

/** A number as text, in which zeros keep their sign. */
function withSign(value: number): string {
  return Object.is(value, -0) ? '-0' : `${value}`;
}

function isZero({ source }: Vector): boolean {
  return 'value' in source && Object.is(source.value, 0);
}
