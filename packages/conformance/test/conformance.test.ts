import { describe, expect, test } from 'vitest';
import { readCorpus, shippedCorpus } from '../src/corpus.ts';
import { exemptions } from '../src/exemptions.ts';
import { judge, runSections } from '../src/run.ts';
import { notThere } from './not-there.ts';

const corpus = readCorpus(shippedCorpus);

/** `{ roll: 2 }` of `roll 2`. */
function countsOf(section: string): Record<string, number> {
  const entries = (notThere[section] ?? '').split(',').map((text) => text.trim().split(/\s+/));
  return Object.fromEntries(entries.flatMap(([op, count]) => (count === undefined ? [] : [[op, Number(count)]])));
}

describe('the shipped corpus', () => {
  test.for(corpus)(
    '$name passes, but for the ops that are listed as not there',
    { timeout: 60_000 },
    ({ name, cases }) => {
      const { failures, ops, passed, failed, missing, exempt } = runSections([{ name, cases }]).sections[name]!;
      expect(failures).toEqual([]);
      const lacking = Object.entries(ops).filter(([, counts]) => counts.missing > 0);
      expect(Object.fromEntries(lacking.map(([op, counts]) => [op, counts.missing]))).toEqual(countsOf(name));
      expect(passed + failed + missing + exempt).toBe(cases.length);
    },
  );

  test('is whole', () => {
    // 8573 lines (COUNTS.md) and two artefacts
    expect(corpus.reduce((sum, { cases }) => sum + cases.length, 0)).toBe(8575);
    const ids = corpus.flatMap(({ cases }) => cases.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('the list of what is not there', () => {
  test('names sections and ops of the corpus', () => {
    expect(corpus.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(notThere)));
  });

  test.for(['A_unary', 'A_binary', 'B_crossentropy', 'B_crossentropy_errors', 'C_seed_formula', 'G_autograd_programs'])(
    'has nothing of %s',
    (section) => {
      expect(countsOf(section)).toEqual({});
    },
  );

  test.for(['optim.SGD', 'optim.Adam', 'optim.AdamW', 'clip_grad_norm_', 'clip_grad_value_'])('has no %s', (op) => {
    expect(Object.keys({ ...countsOf('D_optim'), ...countsOf('D_optim_errors') })).not.toContain(op);
    expect(corpus.find(({ name }) => name === 'D_optim')!.cases.some((kase) => kase.op === op)).toBe(true);
  });

  test('has of the seed streams at most one initialisation', () => {
    expect(['Embedding']).toEqual(expect.arrayContaining(Object.keys(countsOf('S_seed_streams'))));
  });
});

describe('the exemptions', () => {
  test('are at most 30, each with a reason', () => {
    expect(exemptions.size).toBeLessThanOrEqual(30);
    for (const reason of exemptions.values()) expect(reason.length).toBeGreaterThan(20);
  });

  test.for([...exemptions.keys()])('%s is a case that fails', (id) => {
    const found = corpus.flatMap(({ name, cases }) =>
      cases.filter((kase) => kase.id === id).map((kase) => ({ name, kase })),
    );
    expect(found).toHaveLength(1);
    expect(judge(found[0]!.name, found[0]!.kase).status).toBe('failed');
  });
});
