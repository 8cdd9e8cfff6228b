import { isTensor } from '@cotangent/core';
import { NotThere } from '../values.ts';
import { callNamed, tensorMethod } from './library.ts';

/** The functions behind the operators, where an operand is a tensor. */
const operators: ReadonlyMap<string, string> = new Map([
  ['+', 'torch.add'],
  ['-', 'torch.sub'],
  ['*', 'torch.mul'],
  ['/', 'torch.div'],
  ['//', 'torch.floor_divide'],
  ['%', 'torch.remainder'],
  ['**', 'torch.pow'],
  ['@', 'torch.matmul'],
  ['==', 'torch.eq'],
  ['!=', 'torch.ne'],
  ['<', 'torch.lt'],
  ['<=', 'torch.le'],
  ['>', 'torch.gt'],
  ['>=', 'torch.ge'],
]);

/** The methods behind `x += y`. */
const inPlace: ReadonlyMap<string, string> = new Map([
  ['+', 'add_'],
  ['-', 'sub_'],
  ['*', 'mul_'],
  ['/', 'div_'],
  ['//', 'floor_divide_'],
  ['%', 'remainder_'],
  ['**', 'pow_'],
]);

/** `x += y`: in place on a tensor, otherwise a new value. */
export function augmented(operator: string, current: unknown, value: unknown): unknown {
  if (!isTensor(current)) return binary(operator, current, value);
  const method = inPlace.get(operator);
  if (method === undefined) throw new NotThere(`${operator}= on a tensor`);
  return tensorMethod(current, method, [value], {});
}

/** The same for operators that are bitwise on integers and logical on bools. */
const logicalOperators: ReadonlyMap<string, string> = new Map([
  ['&', 'torch.logical_and'],
  ['|', 'torch.logical_or'],
  ['^', 'torch.logical_xor'],
  ['~', 'torch.logical_not'],
]);

const onNumbers: ReadonlyMap<string, (a: number, b: number) => number | boolean> = new Map<
  string,
  (a: number, b: number) => number | boolean
>([
  ['+', (a, b) => a + b],
  ['-', (a, b) => a - b],
  ['*', (a, b) => a * b],
  ['/', (a, b) => a / b],
  ['//', (a, b) => Math.floor(a / b)],
  ['%', (a, b) => a - b * Math.floor(a / b)],
  ['**', (a, b) => a ** b],
  ['<', (a, b) => a < b],
  ['<=', (a, b) => a <= b],
  ['>', (a, b) => a > b],
  ['>=', (a, b) => a >= b],
]);

/** Whether Python would take the branch. */
export function truth(value: unknown): boolean {
  if (isTensor(value)) return value.item() !== 0;
  if (value instanceof Map || value instanceof Set) return value.size > 0;
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

const isNumber = (value: unknown): value is number | boolean => typeof value === 'number' || typeof value === 'boolean';

/** `-x`, `+x`, `~x`, `not x`. Throws NotThere for operands it does not know. */
export function unary(operator: string, operand: unknown): unknown {
  if (operator === 'not') return !truth(operand);
  if (isTensor(operand)) return tensorOperator(operator, [operand]);
  if (!isNumber(operand) || operator === '~') throw new NotThere(`the operator ${operator} on ${typeof operand}`);
  return operator === '-' ? -Number(operand) : Number(operand);
}

/** Any operator between two values. Throws NotThere for operands it does not know. */
export function binary(operator: string, left: unknown, right: unknown): unknown {
  if (operator === 'is') return left === right;
  if (operator === 'is not') return left !== right;
  if (operator === 'in') return contains(right, left);
  if (operator === 'not in') return !contains(right, left);
  if (operator === '' || operator === '·') return product(left, right);
  if (isTensor(left) || isTensor(right)) return tensorOperator(operator, [left, right]);
  if (operator === '==') return equal(left, right);
  if (operator === '!=') return !equal(left, right);
  if (Array.isArray(left) && Array.isArray(right) && operator === '+') return [...left, ...right];
  if (Array.isArray(left) && isNumber(right) && operator === '*') return repeated(left, Number(right));
  if (typeof left === 'string' && typeof right === 'string' && operator === '+') return left + right;
  const run = onNumbers.get(operator);
  if (!run || !isNumber(left) || !isNumber(right)) {
    throw new NotThere(`the operator ${operator} on ${typeof left} and ${typeof right}`);
  }
  return run(Number(left), Number(right));
}

/** Factors side by side: a product of matrices and vectors, or by a number. */
function product(left: unknown, right: unknown): unknown {
  const scales = (x: unknown): boolean => !isTensor(x) || x.ndim === 0;
  return binary(scales(left) || scales(right) ? '*' : '@', left, right);
}

function repeated(items: readonly unknown[], times: number): unknown[] {
  return Array.from({ length: Math.max(0, times) }, () => items).flat();
}

function contains(container: unknown, item: unknown): boolean {
  if (container instanceof Map || container instanceof Set) return container.has(item);
  if (typeof container === 'string' && typeof item === 'string') return container.includes(item);
  if (!Array.isArray(container)) throw new NotThere('in, of what is no list, dict or string');
  return container.some((other) => other === item || equal(other, item));
}

function tensorOperator(operator: string, operands: readonly unknown[]): unknown {
  if (operands.length === 1 && operator !== '~') {
    return callNamed(operator === '-' ? 'torch.neg' : 'torch.positive', operands, {});
  }
  const logical = logicalOperators.get(operator);
  if (logical !== undefined && operands.every((operand) => isTensor(operand) && operand.dtype === 'bool')) {
    return callNamed(logical, operands, {});
  }
  const name = operators.get(operator);
  if (name === undefined) throw new NotThere(`the operator ${operator}`);
  return callNamed(name, operands, {});
}

/** Lists are equal when their items are; True equals 1. */
function equal(left: unknown, right: unknown): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, i) => equal(item, right[i]));
  }
  return isNumber(left) && isNumber(right) ? Number(left) === Number(right) : left === right;
}
