import type { FunctionBuilder, FunctionRef, Local } from '../assembler/function-builder.ts';
import * as f32 from '../assembler/instructions/f32.ts';
import * as f32x4 from '../assembler/instructions/f32x4.ts';
import * as f64 from '../assembler/instructions/f64.ts';
import * as v128 from '../assembler/instructions/v128.ts';
import { addressOfDouble, addressOfFormulaBits, addressOfFormulaFloat } from './constants.ts';
import { fusesMultiplyAdd } from './features.ts';
import { type ElementFunction, type Rate, rates, type Vector, VectorGraph, type VectorSource } from './vector.ts';

type Leaf = Extract<VectorSource, { kind: 'input' | 'scalar' }>;

/** Writes the instructions of a graph of vectors. */
export class VectorCode {
  readonly #f: FunctionBuilder;
  readonly #functions: ReadonlyMap<ElementFunction, FunctionRef>;
  readonly #pushLeaf: (leaf: Leaf) => void;
  readonly #uses = new Map<Vector, number>();
  /** Vectors that others of a higher rate use: they are computed outside the loops of those. */
  readonly #hoisted: Vector[] = [];
  readonly #places = new Map<Vector, Local>();
  readonly #computed = new Set<Vector>();

  /** `functions` are those that are called for single elements; `pushLeaf` pushes an input or a scalar. */
  constructor(
    f: FunctionBuilder,
    roots: readonly Vector[],
    functions: ReadonlyMap<ElementFunction, FunctionRef>,
    pushLeaf: (leaf: Leaf) => void,
  ) {
    this.#f = f;
    this.#functions = functions;
    this.#pushLeaf = pushLeaf;
    const visit = (vector: Vector, rate: Rate): void => {
      const uses = this.#uses.get(vector) ?? 0;
      this.#uses.set(vector, uses + 1);
      if (uses === 0) for (const operand of vector.operands) visit(operand, vector.rate);
      if (vector.rate < rate && !isConstant(vector) && !this.#hoisted.includes(vector)) this.#hoisted.push(vector);
    };
    for (const root of roots) visit(root, 2);
    this.#hoisted.sort((a, b) => a.id - b.id);
  }

  /** Computes what changes at this rate and is used at a higher one. */
  hoist(rate: Rate): void {
    for (const vector of this.#hoisted) if (vector.rate === rate) this.#place(vector);
  }

  /** Forgets what was computed in a loop: what is pushed from now on is that of the next vector. */
  next(): void {
    for (const vector of this.#computed) {
      if (vector.rate === rates.vector || isConstant(vector)) this.#computed.delete(vector);
    }
  }

  /** Leaves a vector on the stack. */
  push(vector: Vector): void {
    if (this.#computed.has(vector)) this.#f.get(this.#placeOf(vector));
    else {
      this.#compute(vector);
      if (this.#uses.get(vector)! > 1 && !isConstant(vector)) {
        this.#f.tee(this.#placeOf(vector));
        this.#computed.add(vector);
      }
    }
  }

  /** Computes a vector into a local variable, unless it stands in one. */
  #place(vector: Vector): Local {
    const place = this.#placeOf(vector);
    if (!this.#computed.has(vector)) {
      this.#compute(vector);
      this.#f.set(place);
      this.#computed.add(vector);
    }
    return place;
  }

  #placeOf(vector: Vector): Local {
    let place = this.#places.get(vector);
    if (!place) {
      place = this.#f.local('v128');
      this.#places.set(vector, place);
    }
    return place;
  }

  #compute({ source, operands }: Vector): void {
    const f = this.#f;
    switch (source.kind) {
      case 'input':
      case 'scalar':
        this.#pushLeaf(source);
        break;
      case 'float':
        this.#pushConstant(addressOfFormulaFloat(source.value), () => f.f32x4(source.value));
        break;
      case 'double':
        f.i32(0).memory(v128.load, addressOfDouble(source.value));
        break;
      case 'bits':
        this.#pushConstant(addressOfFormulaBits(source.value), () => f.i32x4(source.value));
        break;
      case 'instruction':
        for (const operand of operands) this.push(operand);
        if (source.count !== undefined) f.i32(source.count);
        f.op(source.instruction);
        break;
      case 'words':
        for (const operand of operands) this.push(operand);
        f.shuffle32(source.lanes);
        break;
      case 'elements':
        this.#callForEach(source.fn, source.masked, operands);
        break;
      default:
        source satisfies never;
    }
  }

  #pushConstant(address: number | undefined, build: () => void): void {
    if (address === undefined) build();
    else this.#f.i32(0).memory(v128.load, address);
  }

  #callForEach(element: ElementFunction, masked: boolean, operands: readonly Vector[]): void {
    const f = this.#f;
    const fn = this.#functions.get(element)!;
    const places = operands.map((operand) => this.#place(operand));
    const result = f.local('v128');
    const value = masked ? places.pop()! : undefined;
    const mask = masked ? places.pop()! : undefined;
    const call = (): void => {
      for (let lane = 0; lane < 4; lane++) {
        f.get(result);
        for (const place of places) f.get(place).lane(f32x4.extract_lane, lane).op(f64.promote_f32);
        f.call(fn).op(f32.demote_f64).lane(f32x4.replace_lane, lane).set(result);
      }
    };
    if (!mask || !value) {
      call();
      f.get(result);
      return;
    }
    f.get(value).set(result).get(mask).op(v128.any_true);
    f.if(() => {
      call();
      f.get(result).get(value).get(mask).op(v128.bitselect).set(result);
    });
    f.get(result);
  }
}

/** Takes a vector from the stack and leaves a function of it. */
export function pushVector(f: FunctionBuilder, compute: (g: VectorGraph, x: Vector) => Vector): void {
  const g = new VectorGraph(fusesMultiplyAdd());
  const result = compute(g, g.input(0, rates.vector));
  const x = f.local('v128');
  f.set(x);
  new VectorCode(f, [result], new Map(), () => f.get(x)).push(result);
}

function isConstant({ source }: Vector): boolean {
  return source.kind === 'float' || source.kind === 'double' || source.kind === 'bits';
}
