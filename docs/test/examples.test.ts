import { format } from 'node:util';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { check, printed } from '../src/check.ts';
import { extractExamples, programsOf } from '../src/examples.ts';
import { withChecks } from '../src/with-checks.ts';

beforeEach(() => {
  printed.length = 0;
  vi.spyOn(console, 'log').mockImplementation((...args: unknown[]) => void printed.push(format(...args)));
});

test.each(extractExamples().filter(({ run }) => run))(
  'the example $name runs and gives what it says',
  async ({ module }) => {
    await import(/* @vite-ignore */ module);
  },
);

describe('the programs of a page', () => {
  const fence = (code: string, mark = '') => `\`\`\`ts${mark}\n${code}\n\`\`\`\n`;
  const importing = "import { x } from 'cotangent';";

  test('are its blocks with imports, and keep the line numbers of the page', () => {
    const page = `# Title\n\n${fence(importing)}text\n${fence("import {\n  x,\n} from '@cotangent/nn';")}`;
    expect(programsOf('page.md', page)).toEqual([
      { start: 4, run: true, lines: ['', '', '', importing] },
      { start: 8, run: true, lines: ['', '', '', '', '', '', '', 'import {', '  x,', "} from '@cotangent/nn';"] },
    ]);
  });

  test('go on in blocks without imports', () => {
    expect(programsOf('page.md', fence(importing) + fence('x;'))).toEqual([
      { start: 2, run: true, lines: ['', importing, '', '', 'x;'] },
    ]);
  });

  test('are not run when marked no-run, and fragments so marked are none', () => {
    const page = fence('whatever', ' no-run') + fence(importing, ' no-run');
    expect(programsOf('page.md', page)).toEqual([{ start: 5, run: false, lines: ['', '', '', '', importing] }]);
  });

  test('refuse a block that continues none', () => {
    expect(() => programsOf('page.md', fence('1 + 1;'))).toThrow('page.md:2: this block');
  });
});

describe('the checks of examples', () => {
  const run = (code: string) => new Function('check', withChecks('page.md', code).replace(/^import .*?;/, ''))(check);

  test.each([
    ['a value', '1 + 1; // => 2'],
    ['a string', "'a' + 'b'; // => 'ab'"],
    ['a declaration', 'const x = [1, 2, 3]; // => [1, 2, 3]'],
    ['a truncated number', 'Math.PI; // => 3.14…'],
    ['something printed', "console.log('a', 1); // => a 1"],
    ['several lines printed by a loop', 'for (const i of [1, 2]) {\n  console.log(i);\n}\n// => 1\n// => 2'],
    ['a value of several lines', '({ a: [1, 2],\n b: 3 });\n// => { a: [1, 2],\n//      b: 3 }'],
    ['an error', "(() => { throw new RangeError('no'); })(); // => RangeError: no"],
  ])('accept %s', (_, code) => run(code));

  test.each([
    ['a value', '1 + 1; // => 3'],
    ['a declaration', 'const x = 1; // => 2'],
    ['a number with other digits', 'Math.PI; // => 3.15…'],
    ['something else printed', "console.log('a', 1); // => a 2"],
    ['nothing printed', 'if (false) console.log(1); // => 1'],
    ['no error', '1; // => RangeError: no'],
  ])('refuse %s', (_, code) => expect(() => run(code)).toThrow('page.md:'));

  test('refuse a comment that follows no statement', () => {
    expect(() => withChecks('page.md', '// => 3\nlet x = 1;')).toThrow('follow no statement');
  });
});
