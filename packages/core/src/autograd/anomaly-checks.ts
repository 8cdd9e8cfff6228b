import { isFloat } from '../dtype.ts';
import { CotangentError, GradientError } from '../errors.ts';
import { readElements } from '../op/allocate.ts';
import type { Creation } from '../op/anomaly-mode.ts';
import { wholeBatch } from '../op/batch.ts';
import { callSite, captureStack } from '../op/call-site.ts';
import type { Gradient, GraphNode } from '../op/graph-node.ts';
import { isTensor } from '../op/record.ts';
import { listUnpacked } from '../op/saved-tensor.ts';
import type { OpEvent } from '../op/trace.ts';
import { formatShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { currentRun } from './current-run.ts';

let within: Creation['within'];

/** Where a node of this name is made now. */
export function creationOf(name: string): Creation {
  return { stack: captureStack(`the call of ${name}`), within };
}

/** Runs the gradient of a node, of which the nodes made meanwhile are part. */
function withinGradientOf<T>(node: NonNullable<Creation['within']>, fn: () => T): T {
  const outer = within;
  within = { name: node.name, creation: node.creation };
  try {
    return fn();
  } finally {
    within = outer;
  }
}

/** Refuses a result that has NaN or Infinity which its operands have not. */
export function checkForward({ name, inputs, outputs, options }: OpEvent): void {
  // of gradients only the outcome counts: rules may mask what they compute on the way
  if (currentRun()) return;
  // views make nothing, and what is written in place was looked at as the result of another operation
  if (inputs.some((input) => isTensor(input) && outputs.some(({ storage }) => storage === input.storage))) return;
  const found = firstOf(outputs, () => true);
  if (!found) return;
  const operands = [...inputs, ...numbersIn(options)].filter((x) => x !== undefined).map(surveyOf);
  const nan = operands.some((operand) => operand.nans > 0);
  const infinite = nan || operands.some((operand) => operand.infinities > 0);
  const made = firstOf(outputs, (x) => (Number.isNaN(x) ? !nan : !infinite));
  if (!made) return;
  const stack = captureStack(`the call of ${name}`);
  const site = callSite(stack);
  throw new GradientError(
    `${name}: the result${outputs.length > 1 ? ` ${made.index}` : ''} has ${made.value}, made of ${describe(operands)}` +
      (site ? `; called at ${site}` : ''),
  );
}

/** Runs the gradient rule of a node and refuses what it returns when that has NaN, or Infinity of its own. */
export function watchRule(node: GraphNode, grads: readonly Gradient[], checkNan: boolean): readonly Gradient[] {
  const saved: Tensor[] = [];
  let returned: readonly Gradient[];
  try {
    returned = withinGradientOf(node, () => listUnpacked(saved, () => node.backward(grads)));
  } catch (error) {
    throw located(error, node.creation);
  }
  if (!checkNan) return returned;
  const given = grads.map((grad) => grad && surveyOf(grad));
  const infinite = given.some((grad) => grad && grad.nans + grad.infinities > 0);
  const made = firstOf(returned, (x) => Number.isNaN(x) || !infinite);
  if (!made) return returned;
  const parts = [`the gradient of ${given.map((grad) => grad?.text ?? 'nothing').join(', ')}`];
  if (saved.length > 0) parts.push(`what it saved: ${describe(saved.map(surveyOf))}`);
  throw located(
    new GradientError(
      `${node.name}: its gradient for input ${made.index} has ${made.value}, made of ${parts.join(' and ')}`,
    ),
    node.creation,
  );
}

/** An error in the gradient of a call, with the stack of that call as cause; one of the library also says where it was. */
function located(error: unknown, creation: Creation | undefined): unknown {
  if (!(error instanceof Error) || error.cause !== undefined) return error;
  if (creation) error.cause = creation.stack;
  if (!(error instanceof CotangentError)) return error;
  const message = `${error.message}; ${creation ? callsOf(creation) : 'to learn where it was called, look for anomalies then, too'}`;
  if (error.stack) error.stack = error.stack.replace(error.message, () => message);
  error.message = message;
  return error;
}

/** Where the call was made, and when that was in a gradient, where the call it is the gradient of was made. */
function callsOf(creation: Creation): string {
  const site = `called at ${callSite(creation.stack) ?? 'what the cause says'}`;
  const { within } = creation;
  return within?.creation ? `${site}, in the gradient of ${within.name}, ${callsOf(within.creation)}` : site;
}

interface Survey {
  readonly nans: number;
  readonly infinities: number;
  /** Shape and range: `[2, 3] from -1 to 4`. */
  readonly text: string;
}

function surveyOf(x: Tensor | number): Survey {
  const elements = isTensor(x) ? readElements(wholeBatch(x)) : [x];
  let [low, high, nans, infinities] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (let i = 0; i < elements.length; i++) {
    const value = elements[i]!;
    if (Number.isNaN(value)) nans++;
    else if (Number.isFinite(value)) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    } else infinities++;
  }
  if (!isTensor(x)) return { nans, infinities, text: String(x) };
  const range = low <= high ? ` from ${short(low)} to ${short(high)}` : '';
  const rest = [nans > 0 && `${nans} NaN`, infinities > 0 && `${infinities} infinite`].filter(Boolean).join(', ');
  return { nans, infinities, text: `${formatShape(x.shape)}${range}${rest && ` with ${rest}`}` };
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function describe(surveys: readonly Survey[]): string {
  return surveys.length > 0 ? surveys.map(({ text }) => text).join(', ') : 'no operand';
}

/** The first element that is not finite and that `counts`. */
function firstOf(
  tensors: readonly Gradient[],
  counts: (value: number) => boolean,
): { readonly index: number; readonly value: number } | undefined {
  for (const [index, tensor] of tensors.entries()) {
    if (!tensor || !isFloat(tensor.dtype)) continue;
    const elements = readElements(wholeBatch(tensor));
    for (let i = 0; i < elements.length; i++) {
      const value = elements[i]!;
      if (!Number.isFinite(value) && counts(value)) return { index, value };
    }
  }
  return undefined;
}

/** The numbers among options, one level deep. */
function numbersIn(options: unknown): number[] {
  if (typeof options === 'number') return [options];
  if (typeof options !== 'object' || options === null) return [];
  return Object.values(options).filter((x) => typeof x === 'number');
}
