import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { run } from '../src/run.ts';

test.each([0, 1, 2, 3, 4])('seed %i reaches 97 percent on the test digits', (seed) => {
  let text = '';
  const output = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  expect(run(['--seed', String(seed)], output, output)).toBe(0);
  const accuracy = Number(/test accuracy: ([\d.]+) %/.exec(text)?.[1]);
  console.log(`seed ${seed}: ${accuracy} %`);
  expect(accuracy).toBeGreaterThanOrEqual(97);
});
