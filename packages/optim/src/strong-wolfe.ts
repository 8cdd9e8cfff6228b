import type { Tensor } from '@cotangent/core';

/** The loss and its gradient at some length along the direction. */
export interface Evaluation {
  readonly loss: number;
  readonly grad: Tensor;
}

/** A length with what was found there; `slope` is the gradient along the direction. */
interface Point extends Evaluation {
  readonly t: number;
  readonly slope: number;
}

/** What a line search found. */
export interface LineSearchResult extends Point {
  /** How often the loss was evaluated. */
  readonly evaluations: number;
}

const sufficientDecrease = 1e-4;
const curvature = 0.9;
const tolerance = 1e-9;

/** Where the cubic through two points with their slopes is lowest, within bounds; halfway where it has no minimum. */
function cubicMinimum(a: Point, b: Point, bounds?: readonly [number, number]): number {
  const [low, high] = bounds ?? [Math.min(a.t, b.t), Math.max(a.t, b.t)];
  const d1 = a.slope + b.slope - (3 * (a.loss - b.loss)) / (a.t - b.t);
  const square = d1 ** 2 - a.slope * b.slope;
  if (!(square >= 0)) return (low + high) / 2;
  const d2 = Math.sqrt(square);
  const [left, right] = a.t <= b.t ? [a, b] : [b, a];
  const share = (right.slope + d2 - d1) / (right.slope - left.slope + 2 * d2);
  return Math.min(Math.max(right.t - (right.t - left.t) * share, low), high);
}

/**
 * A length along `direction` that fulfils the strong Wolfe conditions: the loss has fallen enough, and its slope is
 * flat enough (Nocedal and Wright, Numerical Optimization, algorithms 3.5 and 3.6; PyTorch's numbers and bounds). After
 * the first length at most `most` others are tried.
 */
export function strongWolfe(
  evaluate: (t: number) => Evaluation,
  first: number,
  direction: Tensor,
  start: Evaluation,
  slope: number,
  most: number,
): LineSearchResult {
  const scale = direction.abs().amax().item();
  let evaluations = 0;
  const at = (t: number): Point => {
    evaluations++;
    const { loss, grad } = evaluate(t);
    return { t, loss, grad, slope: grad.dot(direction).item() };
  };
  const origin: Point = { t: 0, loss: start.loss, grad: start.grad, slope };
  const tooHigh = ({ t, loss }: Point): boolean => loss > origin.loss + sufficientDecrease * t * slope;
  const flat = (point: Point): boolean => Math.abs(point.slope) <= -curvature * slope;

  let previous = origin;
  let point = at(first);
  let tries = 0;
  let bracket: [Point, Point] | undefined;
  for (; tries < most; tries++) {
    if (tooHigh(point) || (tries > 1 && point.loss >= previous.loss)) bracket = [previous, point];
    else if (flat(point)) return { ...point, evaluations };
    else if (point.slope >= 0) bracket = [previous, point];
    if (bracket) break;
    const bounds = [point.t + 0.01 * (point.t - previous.t), point.t * 10] as const;
    const next = at(cubicMinimum(previous, point, bounds));
    previous = point;
    point = next;
  }
  bracket ??= [origin, point];

  let stalled = false;
  let low = bracket[0].loss <= bracket[1].loss ? 0 : 1;
  while (tries < most) {
    const [left, right] = [Math.min(bracket[0].t, bracket[1].t), Math.max(bracket[0].t, bracket[1].t)];
    if ((right - left) * scale < tolerance) break;
    let t = cubicMinimum(bracket[0], bracket[1]);
    // a point that comes too near an end twice in a row is moved inwards
    const margin = 0.1 * (right - left);
    if (Math.min(right - t, t - left) < margin) {
      if (stalled || t >= right || t <= left) {
        t = Math.abs(t - right) < Math.abs(t - left) ? right - margin : left + margin;
        stalled = false;
      } else {
        stalled = true;
      }
    } else {
      stalled = false;
    }
    point = at(t);
    tries++;
    if (tooHigh(point) || point.loss >= bracket[low]!.loss) {
      bracket[1 - low] = point;
      low = bracket[0].loss <= bracket[1].loss ? 0 : 1;
      continue;
    }
    const done = flat(point);
    if (!done && point.slope * (bracket[1 - low]!.t - bracket[low]!.t) >= 0) bracket[1 - low] = bracket[low]!;
    bracket[low] = point;
    if (done) break;
  }
  return { ...bracket[low]!, evaluations };
}
