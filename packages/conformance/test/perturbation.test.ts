import { describe, expect, test } from 'vitest';
import { type Case, readCorpus, type Section, shippedCorpus } from '../src/corpus.ts';
import { judge } from '../src/run.ts';
import { perturb } from './perturb.ts';
import { common, recordedFields } from './recorded-fields.ts';

const corpus = readCorpus(shippedCorpus);

/** Cases that forgive some differences, and have tests of their own. */
function forgives(kase: Case): boolean {
  return 'stable_steps' in kase || (kase.notes ?? []).some((note) => note.includes('lenient'));
}

/** How many cases of each kind are perturbed, where one takes long. */
const samples: ReadonlyMap<string, number> = new Map([
  ['D_optim', 2],
  ['F_training', 1],
  ['H_init', 3],
  ['S_seed_streams.epoch_loss', 1],
  ['S_seed_streams.train_accuracy', 1],
]);

/** Up to `count` cases that pass, from all over the section. */
function passing({ name, cases }: Section, count: number, accept: (kase: Case) => boolean): Case[] {
  const candidates = cases.filter((kase) => accept(kase) && !forgives(kase));
  // a stride without a common factor comes by every candidate
  const order = candidates.map((_, i) => candidates[(i * 7919) % candidates.length]!);
  const found: Case[] = [];
  for (const kase of new Set(order)) {
    if (found.length === count) break;
    if (judge(name, kase).status === 'passed') found.push(kase);
  }
  return found;
}

const isRecorded = (kase: Case, field: string): boolean => kase[field] !== undefined && kase[field] !== null;

describe.for(corpus.filter(({ name }) => recordedFields(name)))('$name', (section) => {
  const { name, cases } = section;
  const fields = recordedFields(name)!;

  test('has no field that nobody thought of', () => {
    const known = [common, fields].flatMap(({ compared, used, informational = [] }) => [
      ...compared,
      ...used,
      ...informational,
    ]);
    expect(known).toEqual(expect.arrayContaining([...new Set(cases.flatMap((kase) => Object.keys(kase)))]));
  });

  const compared = fields.compared.filter((field) => cases.some((kase) => isRecorded(kase, field)));
  test.for(compared)('fails wherever %s is changed', (field) => {
    const found = passing(section, samples.get(`${name}.${field}`) ?? samples.get(name) ?? 6, (kase) =>
      isRecorded(kase, field),
    );
    const unnoticed: string[] = [];
    let changes = 0;
    for (const kase of found) {
      for (const { change, value } of perturb(kase[field], fields.open?.includes(field) ?? false, field)) {
        const verdict = judge(name, { ...kase, [field]: value });
        if (verdict.status !== 'failed') unnoticed.push(`${kase.id} ${change}: ${verdict.status}`);
        changes++;
      }
    }
    expect(unnoticed).toEqual([]);
    expect(changes).toBeGreaterThan(0);
  });

  test('fails when a call that succeeds should be refused', () => {
    const throws = { type: 'ValueError', message: 'made up' };
    for (const kase of passing(section, samples.get(name) ?? 20, ({ throws }) => !throws)) {
      expect(judge(name, { ...kase, throws }), kase.id).toEqual({ status: 'failed', why: 'did not throw' });
    }
  });

  test('fails when a call that is refused should succeed', () => {
    for (const { throws, ...kase } of passing(section, Number.POSITIVE_INFINITY, ({ throws }) => Boolean(throws))) {
      expect(throws).toBeDefined();
      expect(judge(name, kase as Case).status, kase.id).toBe('failed');
    }
  });
});
