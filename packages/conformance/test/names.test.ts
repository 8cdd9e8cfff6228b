import * as cotangent from 'cotangent';
import { Tensor } from 'cotangent';
import { expect, test } from 'vitest';
import { functionNames, initNames, inPlaceNames, moduleNames, optimNames, pageOfNames } from '../src/names.ts';

/** What a dotted name stands for; `x.name` is a member of tensors. */
function resolve(name: string): unknown {
  if (name.startsWith('x.')) return name.slice(2) in Tensor.prototype;
  return name
    .split('.')
    .reduce<unknown>((object, part) => (object as Record<string, unknown> | undefined)?.[part], cotangent);
}

test('the tables of names in docs/coming-from-pytorch.md are those of the adapter: `pnpm docs:names` writes them', () => {
  const { is, shouldBe } = pageOfNames();
  expect(is).toBe(shouldBe);
});

test('every name of the tables is one of the library', () => {
  const all = [functionNames(), inPlaceNames(), moduleNames(), optimNames(), initNames()].flat();
  const unknown = all.filter(({ ours }) => !ours.split(', ').every((name) => resolve(name)));
  expect(unknown).toEqual([]);
  expect(all.length).toBeGreaterThan(500);
});
