import { getDefaultDtype, type TypedArray } from './dtype.ts';
import type { Shape } from './shape.ts';

const edgeItems = 3;
const threshold = 1000;
const lineWidth = 80;

/** How the numbers of a tensor are written, and how wide at least. */
export interface NumberStyle {
  readonly text: (value: number) => string;
  readonly width: number;
}

/** PyTorch's choice between `1.`, `1.2346` and `1.2346e+05`, made for all elements together. */
export function floatStyle(values: Iterable<number>): NumberStyle {
  let [integral, min, max] = [true, Number.POSITIVE_INFINITY, 0];
  const counted: number[] = [];
  for (const value of values) {
    if (!Number.isFinite(value) || value === 0) continue;
    counted.push(value);
    if (!Number.isInteger(value)) integral = false;
    const size = Math.abs(value);
    [min, max] = [Math.min(min, size), Math.max(max, size)];
  }
  const scientific = max / min > 1000 || max > 1e8 || (!integral && min < 1e-4);
  const text = (value: number): string => {
    if (Number.isNaN(value)) return 'nan';
    if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
    const sign = Object.is(value, -0) ? '-' : '';
    if (scientific) return sign + exponential(value);
    // toFixed gives up at 1e21; what is that large is scientific
    return sign + (integral ? `${value.toFixed(0)}.` : fixed(value));
  };
  // as in PyTorch, zeros, infinities and NaN do not widen the columns
  return { text, width: widest(counted, text) };
}

function widest(values: Iterable<number>, text: (value: number) => string): number {
  let width = 1;
  for (const value of values) width = Math.max(width, text(value).length);
  return width;
}

function fixed(value: number): string {
  return truncatedTie(value.toFixed(4 + spare), '') ?? value.toFixed(4);
}

/** Four decimals and at least two digits of exponent, as in Python. */
function exponential(value: number): string {
  const [long, exponent] = value.toExponential(4 + spare).split('e') as [string, string];
  const text = truncatedTie(long, `e${exponent}`) ?? value.toExponential(4);
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

/** Digits beyond those shown, enough to tell a tie. */
const spare = 30;

/** Python rounds a tie to the even digit, JavaScript away from zero: the digits to show where the two differ. */
function truncatedTie(long: string, exponent: string): string | undefined {
  const shown = long.slice(0, -spare);
  return /[02468]$/.test(shown) && /^50*$/.test(long.slice(-spare)) ? shown + exponent : undefined;
}

/**
 * The elements in nested brackets, as PyTorch prints them: aligned, long dimensions shortened to their edges, lines
 * broken at 80 columns and indented by `indent`.
 */
export function formatElements(elements: TypedArray, shape: Shape, dtype: string, indent: number): string {
  if (elements.length === 0) return '[]';
  const summarize = elements.length > threshold;
  const shown = summarize ? edges(elements, shape) : elements;
  const { text, width } = styleFor(shown, dtype);

  const format = (d: number, start: number, depth: number): string => {
    if (d === shape.length) return text(elements[start]!).padStart(width);
    const size = shape[d]!;
    const step = shape.slice(d + 1).reduce((a, b) => a * b, 1);
    const parts: string[] = [];
    for (let i = 0; i < size; i++) {
      if (summarize && size > 2 * edgeItems && i === edgeItems) {
        // padded as PyTorch does, within a row only
        parts.push(d === shape.length - 1 ? ' ...' : '...');
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
  if (dtype === 'float32' || dtype === 'float64') return floatStyle(values);
  const text = dtype === 'bool' ? (value: number) => (value ? 'true' : 'false') : String;
  return { text, width: widest(values, text) };
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

/** What distinguishes a tensor beyond its elements: `dtype=float64`, `gradFn=<tanh>`. */
export function formatSuffixes(
  dtype: string,
  shape: Shape,
  gradFn: string | undefined,
  requiresGrad: boolean,
): readonly string[] {
  const parts: string[] = [];
  const empty = shape.includes(0);
  if (empty && shape.length > 1) parts.push(`size=[${shape.join(', ')}]`);
  const plain = dtype === getDefaultDtype() || (!empty && (dtype === 'int32' || dtype === 'bool'));
  if (!plain) parts.push(`dtype=${dtype}`);
  if (gradFn) parts.push(`gradFn=<${gradFn}>`);
  else if (requiresGrad) parts.push('requiresGrad=true');
  return parts;
}

/** Closes a print, each suffix on the last line where it fits, else on one of its own. */
export function withSuffixes(text: string, suffixes: readonly string[], indent: number): string {
  let result = text;
  let length = text.length - text.lastIndexOf('\n') + 1;
  for (const suffix of suffixes) {
    const breaks = length + suffix.length + 2 > lineWidth;
    result += breaks ? `,\n${' '.repeat(indent)}${suffix}` : `, ${suffix}`;
    length = breaks ? indent + suffix.length : length + suffix.length + 2;
  }
  return `${result})`;
}
