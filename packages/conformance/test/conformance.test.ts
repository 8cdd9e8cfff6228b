import { describe, expect, test } from 'vitest';
import { readCorpus, shippedCorpus } from '../src/corpus.ts';
import { exemptions } from '../src/exemptions.ts';
import { judge, runSections } from '../src/run.ts';

const corpus = readCorpus(shippedCorpus);

describe('the shipped corpus', () => {
  test.for(corpus)('$name passes, and nothing of it is missing', ({ name, cases }) => {
    const { failures, passed, missing, exempt } = runSections([{ name, cases }]).sections[name]!;
    expect(failures).toEqual([]);
    expect(missing).toBe(0);
    expect(passed + exempt).toBe(cases.length);
  });

  test('is whole', () => {
    // 8573 lines (COUNTS.md) and two artefacts
    expect(corpus.reduce((sum, { cases }) => sum + cases.length, 0)).toBe(8575);
    const ids = corpus.flatMap(({ cases }) => cases.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
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
