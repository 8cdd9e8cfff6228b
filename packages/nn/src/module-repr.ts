import type { AnyModule } from './module.ts';

/** PyTorch's `repr`: the class, its settings, and the modules inside, indented. */
export function describeModule(module: AnyModule): string {
  return describe(
    module,
    [...module.namedChildren()].map(([name, child]) => `(${name}): ${indented(child.toString())}`),
  );
}

/** The same for a list, in which equal neighbours stand once: `(0-2): 3 x Linear(…)`. */
export function describeRepeated(module: AnyModule, items: readonly AnyModule[]): string {
  const texts = items.map((item) => indented(item.toString()));
  const lines: string[] = [];
  for (let first = 0, last: number; first < texts.length; first = last + 1) {
    last = first;
    while (texts[last + 1] === texts[first]) last++;
    lines.push(
      first === last ? `(${first}): ${texts[first]}` : `(${first}-${last}): ${last - first + 1} x ${texts[first]}`,
    );
  }
  return describe(module, lines);
}

function describe(module: AnyModule, children: readonly string[]): string {
  const { name } = module.constructor;
  const settings = module.extraRepr();
  if (children.length === 0 && !settings.includes('\n')) return `${name}(${settings})`;
  const lines = settings === '' ? children : [...settings.split('\n'), ...children];
  return `${name}(\n  ${lines.join('\n  ')}\n)`;
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n  ');
}
