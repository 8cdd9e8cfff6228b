import { expect, test, vi } from 'vitest';
import { tensor } from '../src/index.ts';

test('tensors of two copies of the library do not mix, and nothing is computed of the wrong bytes', async () => {
  vi.resetModules();
  const other = await import('../src/index.ts');
  const [mine, theirs] = [tensor([1, 2]), other.tensor([3, 4])];
  expect(() => mine.add(theirs as unknown as typeof mine)).toThrow('another copy of the library');
  expect([mine.add(1).tolist(), theirs.add(1).tolist()]).toEqual([
    [2, 3],
    [4, 5],
  ]);
});
