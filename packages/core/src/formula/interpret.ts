import { ArgumentError, DTypeError } from '../errors.ts';
import type { Expr, Formula } from './formula.ts';
import { dividing, integerBinary, integerTest, integerUnary } from './integer-functions.ts';
import {
  binaryLoop,
  compareStep,
  floatBinaryStep,
  floatTestStep,
  floatUnaryStep,
  logicStep,
  type Register,
  type Step,
  unaryLoop,
  whereLoop,
} from './loops.ts';
import { inOrder } from './rewrite.ts';
import { simplify } from './simplify.ts';

/** The arithmetic a formula runs in: doubles, rounded by whoever stores them, or int32 that wraps around. */
export type Domain = 'float' | 'int';

/** How many elements a {@link Program} takes at once. */
export const blockLength = 256;

/**
 * A formula made ready to run over blocks of elements: put the elements of each input into `inputs`, `run`, and find
 * the results in `outputs`. Truth values are 0 and 1.
 *
 * The registers are reused by the next run, so a program is not re-entrant; `outputs` are to be read only, for they
 * may be inputs or constants.
 */
export class Program {
  readonly inputs: readonly Float64Array[];
  readonly outputs: readonly Float64Array[];
  /** Whether `run` may throw: integers divided by zero. */
  readonly mayThrow: boolean;
  readonly #domain: Domain;
  readonly #scalars: readonly Register[];
  readonly #steps: readonly Step[];

  constructor(formula: Formula, domain: Domain) {
    const registers = (length: number): Register[] => Array.from({ length }, () => new Float64Array(blockLength));
    const inputs = registers(formula.inputs);
    const scalars = registers(formula.scalars);
    const places = new Map<Expr, Register>();
    const steps: Step[] = [];
    let mayThrow = false;
    for (const node of inOrder(formula.outputs)) {
      if (node.kind === 'input') places.set(node, inputs[node.index]!);
      else if (node.kind === 'scalar') places.set(node, scalars[node.index]!);
      else {
        const out = new Float64Array(blockLength);
        const step = stepOf(node, domain, (operand) => places.get(operand)!, out);
        places.set(node, out);
        if (step) steps.push(step);
        if (domain === 'int' && node.kind === 'binary' && dividing.has(node.fn)) mayThrow = true;
      }
    }
    this.inputs = inputs;
    this.outputs = formula.outputs.map((output) => places.get(output)!);
    this.mayThrow = mayThrow;
    this.#domain = domain;
    this.#scalars = scalars;
    this.#steps = steps;
  }

  /**
   * Computes the first `count` elements, at most {@link blockLength}. Throws an ArgumentError when integers are divided
   * by zero, or for a scalar that is no int32 in integer arithmetic.
   */
  run(count: number, scalars: readonly number[]): void {
    const registers = this.#scalars;
    for (let i = 0; i < registers.length; i++) {
      const value = scalars[i]!;
      if (this.#domain === 'int') checkInteger(value);
      if (!Object.is(registers[i]![0], value)) registers[i]!.fill(value);
    }
    const steps = this.#steps;
    for (let i = 0; i < steps.length; i++) steps[i]!(count);
  }
}

/** The program of exactly this formula; nodes that are one object are computed once. */
export function compile(formula: Formula, domain: Domain): Program {
  return new Program(formula, domain);
}

const programs: Readonly<Record<Domain, WeakMap<Formula, Program>>> = {
  float: /* @__PURE__ */ new WeakMap(),
  int: /* @__PURE__ */ new WeakMap(),
};

/** The program of the simplified formula, kept as long as the formula itself. */
export function programOf(formula: Formula, domain: Domain): Program {
  let program = programs[domain].get(formula);
  if (!program) {
    program = compile(simplify(formula), domain);
    programs[domain].set(formula, program);
  }
  return program;
}

/** The outputs of a formula for one number per input. */
export function evaluate(
  formula: Formula,
  inputs: readonly number[],
  scalars: readonly number[] = [],
  domain: Domain = 'float',
): number[] {
  const program = programOf(formula, domain);
  program.inputs.forEach((register, i) => {
    register[0] = inputs[i]!;
  });
  program.run(1, scalars);
  return program.outputs.map((register) => register[0]!);
}

function checkInteger(value: number): void {
  if ((value | 0) !== value) throw new ArgumentError(`integer arithmetic: expected an int32 number, got ${value}`);
}

/** The step that computes a node into `out`; none for a constant, which is there from the start. */
function stepOf(node: Expr, domain: Domain, at: (operand: Expr) => Register, out: Register): Step | undefined {
  switch (node.kind) {
    case 'input':
    case 'scalar':
      return undefined;
    case 'const':
      if (domain === 'int') checkInteger(node.value);
      out.fill(domain === 'int' ? node.value | 0 : node.value);
      return undefined;
    case 'unary':
      if (domain === 'float') return floatUnaryStep(node.fn, at(node.x), out);
      return unaryLoop(integer(integerUnary, node.fn), at(node.x), out);
    case 'binary':
      if (domain === 'float') return floatBinaryStep(node.fn, at(node.a), at(node.b), out);
      return binaryLoop(integer(integerBinary, node.fn), at(node.a), at(node.b), out);
    case 'special': {
      const { fn, operands } = node;
      if (domain === 'int') throw notForIntegers(fn.name);
      const [a, b] = operands.map(at);
      return b ? binaryLoop(fn.evaluate, a!, b, out) : unaryLoop(fn.evaluate, a!, out);
    }
    case 'where':
      return whereLoop(at(node.condition), at(node.a), at(node.b), out);
    case 'toNumber':
      return unaryLoop((x) => x, at(node.x), out);
    case 'compare':
      return compareStep(node.fn, at(node.a), at(node.b), out);
    case 'test':
      if (domain === 'float') return floatTestStep(node.fn, at(node.x), out);
      return unaryLoop(integerTest[node.fn], at(node.x), out);
    case 'logic':
      return logicStep(node.fn, at(node.a), at(node.b), out);
    case 'not':
      return unaryLoop((x) => 1 - x, at(node.x), out);
    default:
      return node satisfies never;
  }
}

function integer<Fn extends string, F>(functions: Readonly<Partial<Record<Fn, F>>>, fn: Fn): F {
  const found = functions[fn];
  if (!found) throw notForIntegers(fn);
  return found;
}

function notForIntegers(name: string): DTypeError {
  return new DTypeError(`${name}: not defined for integers; expected a floating dtype`);
}
