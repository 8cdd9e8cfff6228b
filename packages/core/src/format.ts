import { getDefaultDtype, isFloat, type TypedArray } from './dtype.ts';
import type { Shape } from './shape.ts';

const edgeItems = 3;
const threshold = 1000;
const lineWidth = 80;

/** How the numbers of a tensor are written: all with the same width and style. */
export type NumberStyle = (value: number) => string;

/** PyTorch's choice between `1.`, `1.2346` and `1.2346e+05`, made for all elements together. */
export function floatStyle(values: Iterable<number>): NumberStyle {
  let [integral, min, max] = [true, Number.POSITIVE_INFINITY, 0];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (!Number.isInteger(value)) integral = false;
    const size = Math.abs(value);
    if (size > 0) [min, max] = [Math.min(min, size), Math.max(max, size)];
  }
  const scientific = integral
    ? max / min > 1000 && max > 1e8
    : max / min > 1000 || max > 1e8 || (min < 1e-4 && max > 0);
  return (value) => {
    if (Number.isNaN(value)) return 'nan';
    if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
    if (scientific) return exponential(value);
    const text = integral ? `${value.toFixed(0)}.` : value.toFixed(4);
    return Object.is(value, -0) ? `-${text}` : text;
  };
}

/** Four decimals and at least two digits of exponent, as in Python. */
function exponential(value: number): string {
  const [mantissa, exponent] = value.toExponential(4).split('e') as [string, string];
  return `${mantissa}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
}

/**
 * The elements in nested brackets, as PyTorch prints them: aligned, long dimensions shortened to their edges, lines
 * broken at 80 columns and indented by `indent`.
 */
export function formatElements(elements: TypedArray, shape: Shape, dtype: string, indent: number): string {
  const summarize = elements.length > threshold;
  const shown = summarize ? edges(elements, shape) : elements;
  const style = styleFor(shown, dtype);
  let width = 0;
  for (const value of shown) width = Math.max(width, style(value).length);
  const text = (value: number): string => style(value).padStart(width);

  const format = (d: number, start: number, depth: number): string => {
    if (d === shape.length) return text(elements[start]!);
    const size = shape[d]!;
    const step = shape.slice(d + 1).reduce((a, b) => a * b, 1);
    const parts: string[] = [];
    for (let i = 0; i < size; i++) {
      if (summarize && size > 2 * edgeItems && i === edgeItems) {
        parts.push('...');
        i = size - edgeItems;
      }
      parts.push(format(d + 1, start + i * step, depth + 1));
    }
    const pad = ' '.repeat(depth + 1);
    if (d < shape.length - 1) return `[${parts.join(`,${'\n'.repeat(shape.length - 1 - d)}${pad}`)}]`;
    const perLine = Math.max(1, Math.floor((lineWidth - depth) / (width + 2)));
    const lines: string[] = [];
    for (let i = 0; i < parts.length; i += perLine) lines.push(parts.slice(i, i + perLine).join(', '));
    return `[${lines.join(`,\n${pad}`)}]`;
  };
  return format(0, 0, indent);
}

function styleFor(values: Iterable<number>, dtype: string): NumberStyle {
  if (dtype === 'bool') return (value) => (value ? 'true' : 'false');
  if (dtype === 'float32' || dtype === 'float64') return floatStyle(values);
  return String;
}

/** The elements that a shortened print shows. */
function edges(elements: TypedArray, shape: Shape): number[] {
  const shown: number[] = [];
  const walk = (d: number, start: number): void => {
    if (d === shape.length) {
      shown.push(elements[start]!);
      return;
    }
    const size = shape[d]!;
    const step = shape.slice(d + 1).reduce((a, b) => a * b, 1);
    for (let i = 0; i < size; i++) {
      if (size > 2 * edgeItems && i === edgeItems) i = size - edgeItems;
      walk(d + 1, start + i * step);
    }
  };
  walk(0, 0);
  return shown;
}

/** What distinguishes a tensor beyond its elements: `, dtype=float64, gradFn=<tanh>`. */
export function formatSuffix(dtype: string, shape: Shape, gradFn: string | undefined, requiresGrad: boolean): string {
  const parts: string[] = [];
  if (shape.length > 1 && shape.includes(0)) parts.push(`size=[${shape.join(', ')}]`);
  const plain = dtype === 'int32' || dtype === 'bool' || dtype === getDefaultDtype();
  if (!plain || (shape.includes(0) && !isFloat(dtype as 'float32'))) parts.push(`dtype=${dtype}`);
  if (gradFn) parts.push(`gradFn=<${gradFn}>`);
  else if (requiresGrad) parts.push('requiresGrad=true');
  return parts.map((part) => `, ${part}`).join('');
}
