import { readdirSync, readFileSync } from 'node:fs';
import * as core from '@cotangent/core';
import * as nn from '@cotangent/nn';
import * as optim from '@cotangent/optim';
import { camelCase } from './adapter/camel-case.ts';
import { adapter } from './adapter/table.ts';

/** PyTorch's name of something, and ours. */
export interface NamePair {
  readonly torch: string;
  readonly ours: string;
}

const folder = new URL('./adapter/', import.meta.url);
const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const byName = (a: NamePair, b: NamePair): number => (a.torch < b.torch ? -1 : 1);

/** What the entry of a PyTorch name calls, by the adapter's own text. */
function calledBy(text: string): string | undefined {
  const [, object, name] = text.match(/\b(core|nn|functional)\.((?:linalg\.)?[a-z]\w*)/) ?? [];
  if (name) return object === 'core' ? name : `nn.functional.${name}`;
  const [, member] = text.match(/\.tensor\('\w+'\)\.(\w+)/) ?? [];
  return member && `x.${member}`;
}

/** Our name for each function that the adapter knows, Python's own operators left out. */
export function functionNames(): NamePair[] {
  const called = new Map<string, string>();
  for (const file of readdirSync(folder)) {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const starts = [...text.matchAll(/^ {2}'(torch\.[\w.]+)':/gm)];
    starts.forEach(({ 0: key, 1: torch, index }, i) => {
      const ours = calledBy(text.slice(index + key.length, starts[i + 1]?.index));
      if (ours) called.set(torch!, ours);
    });
  }
  return Object.keys(adapter)
    .filter((torch) => torch.startsWith('torch.') && !torch.includes('__'))
    .map((torch) => ({ torch, ours: called.get(torch) ?? likeNamed(torch) }))
    .map(({ torch, ours }) => ({ torch, ours: `${ours}${isMethod(ours) ? `, x.${ours}` : ''}` }))
    .sort(byName);
}

/** The function of the same name, in camelCase. */
function likeNamed(torch: string): string {
  const name = camelCase(torch.split('.').at(-1)!);
  if (name in core) return name;
  return name in core.linalg ? `linalg.${name}` : `nn.functional.${name}`;
}

function isMethod(name: string): boolean {
  return (
    name in core.Tensor.prototype &&
    typeof (core.Tensor.prototype as unknown as Record<string, unknown>)[name] === 'function'
  );
}

/** The functions and methods that write in place. */
export function inPlaceNames(): NamePair[] {
  const names = new Set(Object.keys(core).filter((name) => name.endsWith('_')));
  for (let own: object = core.Tensor.prototype; own !== Object.prototype; own = Object.getPrototypeOf(own) as object) {
    for (const name of Object.getOwnPropertyNames(own)) if (name.endsWith('_')) names.add(name);
  }
  return [...names]
    .map((name) => {
      const forms = [name in core ? name : '', isMethod(name) ? `x.${name}` : ''];
      return { torch: `torch.Tensor.${snakeCase(name)}`, ours: forms.filter((form) => form !== '').join(', ') };
    })
    .sort(byName);
}

function classesOf(
  module: object,
  torch: string,
  ours: string,
  base: abstract new (...args: never) => object,
): NamePair[] {
  return Object.entries(module)
    .filter(([, value]) => typeof value === 'function' && value.prototype instanceof base)
    .map(([name]) => ({ torch: `${torch}.${name}`, ours: `${ours}.${name}` }))
    .sort(byName);
}

/** Layers, containers and losses. */
export function moduleNames(): NamePair[] {
  return classesOf(nn, 'torch.nn', 'nn', nn.Module);
}

/** Optimizers and schedulers. */
export function optimNames(): NamePair[] {
  const schedulers = Object.entries(optim)
    .filter(([name]) => /(?:LR|Scheduler|Restarts|Plateau)$/.test(name) && name !== 'LRScheduler')
    .map(([name]) => ({ torch: `torch.optim.lr_scheduler.${name}`, ours: `optim.${name}` }));
  return [...classesOf(optim, 'torch.optim', 'optim', optim.Optimizer), ...schedulers.sort(byName)];
}

/** `torch.nn.init`. */
export function initNames(): NamePair[] {
  return Object.keys(nn.init)
    .map((name) => ({ torch: `torch.nn.init.${snakeCase(name)}`, ours: `nn.init.${name}` }))
    .sort(byName);
}

function table(title: string, pairs: readonly NamePair[]): string {
  const code = (text: string): string =>
    text
      .split(', ')
      .map((name) => `\`${name}\``)
      .join(', ');
  const rows = [['PyTorch', 'Cotangent'], ...pairs.map(({ torch, ours }) => [code(torch), code(ours)])];
  // columns as wide as their widest cell, as the formatter wants them
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const [head, ...body] = rows.map(line);
  const rule = line(widths.map((width) => '-'.repeat(width)));
  return [`### ${title}`, '', head, rule, ...body, ''].join('\n');
}

/** All tables, as they stand in the page. */
export function nameTables(): string {
  return [
    table('Functions', functionNames()),
    table('Functions and methods that write in place', inPlaceNames()),
    table('Modules and losses', moduleNames()),
    table('Initialisation', initNames()),
    table('Optimizers and schedulers', optimNames()),
  ].join('\n');
}

const page = new URL('../../../docs/coming-from-pytorch.md', import.meta.url);
const [begin, end] = ['<!-- names: written by `pnpm docs:names` -->\n\n', '\n<!-- end of names -->'];

/** The page with the tables as they should be, and as it is. */
export function pageOfNames(): { readonly path: URL; readonly is: string; readonly shouldBe: string } {
  const is = readFileSync(page, 'utf8');
  const [before] = is.split(begin);
  const after = is.slice(is.indexOf(end));
  return { path: page, is, shouldBe: `${before}${begin}${nameTables()}${after}` };
}
