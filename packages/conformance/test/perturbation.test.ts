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
  ['H_init', 2],
  ['S_seed_streams', 6],
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

  if (cases.some(({ throws }) => !throws)) {
    test('fails when a call that succeeds should be refused', () => {
      const found = passing(section, samples.get(name) ?? 20, ({ throws }) => !throws);
      expect(found).not.toEqual([]);
      for (const kase of found) {
        const throws = { type: 'ValueError', message: 'made up' };
        expect(judge(name, { ...kase, throws }), kase.id).toEqual({ status: 'failed', why: 'did not throw' });
      }
    });
  }

  if (cases.some(({ throws }) => throws)) {
    test('fails when a call that is refused should succeed', () => {
      const found = passing(section, Number.POSITIVE_INFINITY, ({ throws }) => Boolean(throws));
      expect(found).not.toEqual([]);
      for (const { throws: _, ...kase } of found) expect(judge(name, kase as Case).status, kase.id).toBe('failed');
    });
  }
});

describe('a must-throw case whose call is made valid fails', () => {
  const lr = { lr: { kind: 'float', value: 0.1 } };
  test.for<[string, string, object]>([
    ['D_optim_errors', 'D/err/00', { options: lr }],
    ['D_optim_errors', 'D/err/params_empty', { params: undefined }],
    ['H_module_errors', 'H/err/autograd/item', { program: 'Linear(2, 2)' }],
    [
      'A_edge_errors',
      'A/edge/softmax/x002/i64',
      { kwargs: { dim: { kind: 'int', value: 0 }, dtype: { kind: 'dtype', value: 'float32' } } },
    ],
    ['A_promotion', 'A/promo/sub/bool-tensor/bool-0-d', { op: 'add', torch_name: 'torch.add' }],
    ['B_crossentropy_errors', 'B/ce/err/bad_reduction/f64', { kwargs: {} }],
  ])('%s: %s', ([name, id, change]) => {
    const kase = corpus.find((section) => section.name === name)!.cases.find((candidate) => candidate.id === id);
    expect(kase).toBeDefined();
    expect(judge(name, kase!)).toEqual({ status: 'passed' });
    expect(judge(name, { ...kase!, ...change })).toEqual({ status: 'failed', why: 'did not throw' });
  });
});
