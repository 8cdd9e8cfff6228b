import { ArgumentError, ShapeError } from '../errors.ts';
import { formatShape, type Shape } from '../shape.ts';

/** A letter, or a number for a dimension of `...`, counted from its last: 1 is the last. */
export type Label = string | number;

/** An equation with a label for each dimension of each operand, and of the result. */
export interface Einsum {
  readonly inputs: readonly (readonly Label[])[];
  readonly output: readonly Label[];
}

const ellipsis = '...';

/** The subscripts of one operand, or of the result: letters, and `...` at most once. */
function subscriptsOf(text: string, equation: string): string[] {
  const found: string[] = [];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === ' ') continue;
    if (/[a-zA-Z]/.test(text[i]!)) found.push(text[i]!);
    else if (text.startsWith(ellipsis, i)) {
      if (found.includes(ellipsis)) throw new ArgumentError(`einsum: two ... in '${text}' of '${equation}'`);
      found.push(ellipsis);
      i += 2;
    } else {
      throw new ArgumentError(`einsum: '${text[i]}' in '${equation}' is no subscript; expected letters, ... , and ->`);
    }
  }
  return found;
}

/** Puts the dimensions of `...` in its place. */
function expanded(subscripts: readonly string[], count: number): Label[] {
  return subscripts.flatMap((label): Label[] =>
    label === ellipsis ? Array.from({ length: count }, (_, d) => count - d) : [label],
  );
}

/** Reads an equation for operands of the given shapes. */
export function parseEinsum(equation: string, shapes: readonly Shape[]): Einsum {
  if (typeof equation !== 'string') throw new ArgumentError(`einsum: expected an equation, got ${String(equation)}`);
  const [left, right, ...more] = equation.split('->');
  if (more.length > 0) throw new ArgumentError(`einsum: more than one -> in '${equation}'`);
  const operands = left!.split(',').map((text) => subscriptsOf(text, equation));
  if (shapes.length === 0) throw new ArgumentError('einsum: expected at least one operand');
  if (operands.length !== shapes.length)
    throw new ArgumentError(`einsum: '${equation}' is for ${operands.length} operands, got ${shapes.length}`);
  const counts = operands.map((subscripts, i) => {
    const shape = shapes[i]!;
    const letters = subscripts.filter((label) => label !== ellipsis).length;
    const rest = shape.length - letters;
    if (rest < 0 || (rest > 0 && !subscripts.includes(ellipsis)))
      throw new ShapeError(
        `einsum: '${subscripts.join('')}' does not name the ${shape.length} dimensions of operand ${i}, ${formatShape(shape)}`,
      );
    return rest;
  });
  const inputs = operands.map((subscripts, i) => expanded(subscripts, counts[i]!));
  const most = Math.max(...counts);
  return { inputs, output: right === undefined ? implicit(inputs, most) : explicit(right, equation, inputs, most) };
}

function implicit(inputs: readonly (readonly Label[])[], most: number): Label[] {
  const letters = inputs.flat().filter((label) => typeof label === 'string');
  const once = letters.filter((label) => letters.indexOf(label) === letters.lastIndexOf(label));
  return [...expanded([ellipsis], most), ...once.sort()];
}

function explicit(text: string, equation: string, inputs: readonly (readonly Label[])[], most: number): Label[] {
  const subscripts = subscriptsOf(text, equation);
  for (const [i, label] of subscripts.entries()) {
    if (subscripts.indexOf(label) !== i)
      throw new ArgumentError(`einsum: subscript ${label} is twice in the result of '${equation}'`);
    if (label !== ellipsis && !inputs.some((labels) => labels.includes(label)))
      throw new ArgumentError(`einsum: subscript ${label} of the result is in no operand of '${equation}'`);
  }
  return expanded(subscripts, most);
}
