/** A changed copy of a recorded value, and what was changed. */
export interface Perturbed {
  readonly change: string;
  readonly value: unknown;
}

/** Words of which a result has one or another. */
const others: ReadonlyMap<string, string> = new Map([
  ['float32', 'float64'],
  ['float64', 'float32'],
  ['float16', 'float64'],
  ['int64', 'float32'],
  ['int32', 'float32'],
  ['uint8', 'bool'],
  ['bool', 'uint8'],
  ['uniform', 'normal'],
  ['normal', 'uniform'],
  ['tensor', 'tuple'],
  ['tuple', 'tensor'],
  ['NaN', 'Infinity'],
  ['Infinity', '-Infinity'],
  ['-Infinity', 'NaN'],
]);

/** Keys whose values say what something is, how it was laid out, or explain it. */
const labels = new Set(['kind', 'bound_expr', 'strides', 'storage_offset']);

/**
 * The value with one thing in it changed, in each way in turn: a number, a truth, a word, a dtype, a shape, and the first
 * and the last item of each list; a list also loses its last item, unless it is `open`.
 */
export function* perturb(value: unknown, open: boolean, place = ''): Generator<Perturbed> {
  if (typeof value === 'number') yield { change: `${place}: a number`, value: value + 1 + Math.abs(value) / 2 };
  else if (typeof value === 'boolean') yield { change: `${place}: a truth`, value: !value };
  else if (typeof value === 'string') yield { change: `${place}: a word`, value: others.get(value) ?? `${value}x` };
  else if (Array.isArray(value)) yield* perturbList(value, open, place);
  else if (typeof value === 'object' && value !== null) yield* perturbObject(value, place);
}

function* perturbList(list: readonly unknown[], open: boolean, place: string): Generator<Perturbed> {
  for (const i of new Set([0, list.length - 1])) {
    if (i < 0 || i >= list.length) continue;
    for (const { change, value } of perturb(list[i], false, `${place}[${i}]`)) {
      yield { change, value: list.with(i, value) };
    }
  }
  if (list.length === 0) yield { change: `${place}: an item`, value: ['x'] };
  else if (!open) yield { change: `${place}: one item fewer`, value: list.slice(0, -1) };
}

function* perturbObject(object: object, place: string): Generator<Perturbed> {
  for (const [key, item] of Object.entries(object)) {
    if (labels.has(key)) continue;
    // a shape of the same number of elements
    const changed =
      key === 'shape' ? [{ change: `${place}.shape`, value: [1, ...item] }] : perturb(item, false, `${place}.${key}`);
    for (const { change, value } of changed) yield { change, value: { ...object, [key]: value } };
  }
}
