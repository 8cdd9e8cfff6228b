import { compareFunctions, floatBinary, floatUnary, logicFunctions, testFunctions } from './float-functions.ts';
import type { BinaryFn, CompareFn, LogicFn, TestFn, UnaryFn } from './formula.ts';

/** One operation on the first `count` elements of its registers. */
export type Step = (count: number) => void;

/** A block of elements. */
export type Register = Float64Array;

/** `out[i] = fn(x[i])`. */
export function unaryLoop(fn: (x: number) => number, x: Register, out: Register): Step {
  return (count) => {
    for (let i = 0; i < count; i++) out[i] = fn(x[i]!);
  };
}

/** `out[i] = fn(a[i], b[i])`. */
export function binaryLoop(fn: (a: number, b: number) => number, a: Register, b: Register, out: Register): Step {
  return (count) => {
    for (let i = 0; i < count; i++) out[i] = fn(a[i]!, b[i]!);
  };
}

export function whereLoop(condition: Register, a: Register, b: Register, out: Register): Step {
  return (count) => {
    for (let i = 0; i < count; i++) out[i] = condition[i] !== 0 ? a[i]! : b[i]!;
  };
}

type UnaryLoop = (x: Register, out: Register) => Step;
type BinaryLoop = (a: Register, b: Register, out: Register) => Step;

// Where the call of a function would cost more than the function, the loop is written out.
const floatUnaryLoops: Readonly<Partial<Record<UnaryFn, UnaryLoop>>> = {
  neg: (x, out) => (count) => {
    for (let i = 0; i < count; i++) out[i] = -x[i]!;
  },
  abs: (x, out) => (count) => {
    for (let i = 0; i < count; i++) out[i] = Math.abs(x[i]!);
  },
  sqrt: (x, out) => (count) => {
    for (let i = 0; i < count; i++) out[i] = Math.sqrt(x[i]!);
  },
  relu: (x, out) => (count) => {
    for (let i = 0; i < count; i++) out[i] = Math.max(x[i]!, 0);
  },
};

const floatBinaryLoops: Readonly<Partial<Record<BinaryFn, BinaryLoop>>> = {
  add: (a, b, out) => (count) => {
    for (let i = 0; i < count; i++) out[i] = a[i]! + b[i]!;
  },
  sub: (a, b, out) => (count) => {
    for (let i = 0; i < count; i++) out[i] = a[i]! - b[i]!;
  },
  mul: (a, b, out) => (count) => {
    for (let i = 0; i < count; i++) out[i] = a[i]! * b[i]!;
  },
  div: (a, b, out) => (count) => {
    for (let i = 0; i < count; i++) out[i] = a[i]! / b[i]!;
  },
  maximum: (a, b, out) => (count) => {
    for (let i = 0; i < count; i++) out[i] = Math.max(a[i]!, b[i]!);
  },
  minimum: (a, b, out) => (count) => {
    for (let i = 0; i < count; i++) out[i] = Math.min(a[i]!, b[i]!);
  },
};

const compareLoops: Readonly<Partial<Record<CompareFn, BinaryLoop>>> = {
  eq: (a, b, out) => (count) => {
    for (let i = 0; i < count; i++) out[i] = a[i] === b[i] ? 1 : 0;
  },
  lt: (a, b, out) => (count) => {
    for (let i = 0; i < count; i++) out[i] = a[i]! < b[i]! ? 1 : 0;
  },
  le: (a, b, out) => (count) => {
    for (let i = 0; i < count; i++) out[i] = a[i]! <= b[i]! ? 1 : 0;
  },
  gt: (a, b, out) => (count) => {
    for (let i = 0; i < count; i++) out[i] = a[i]! > b[i]! ? 1 : 0;
  },
  ge: (a, b, out) => (count) => {
    for (let i = 0; i < count; i++) out[i] = a[i]! >= b[i]! ? 1 : 0;
  },
};

export function floatUnaryStep(fn: UnaryFn, x: Register, out: Register): Step {
  return floatUnaryLoops[fn]?.(x, out) ?? unaryLoop(floatUnary[fn], x, out);
}

export function floatBinaryStep(fn: BinaryFn, a: Register, b: Register, out: Register): Step {
  return floatBinaryLoops[fn]?.(a, b, out) ?? binaryLoop(floatBinary[fn], a, b, out);
}

export function compareStep(fn: CompareFn, a: Register, b: Register, out: Register): Step {
  return compareLoops[fn]?.(a, b, out) ?? binaryLoop(compareFunctions[fn], a, b, out);
}

export function logicStep(fn: LogicFn, a: Register, b: Register, out: Register): Step {
  return binaryLoop(logicFunctions[fn], a, b, out);
}

export function floatTestStep(fn: TestFn, x: Register, out: Register): Step {
  return unaryLoop(testFunctions[fn], x, out);
}
