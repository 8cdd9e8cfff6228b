import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../src/command.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'corpus-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs the command in this process. */
function run(...args: string[]): { code: number; out: string[]; complaints: string[] } {
  const [out, complaints]: [string[], string[]] = [[], []];
  const code = runCommand(args, folder, { print: (line) => out.push(line), complain: (line) => complaints.push(line) });
  return { code, out, complaints };
}

/** Makes a corpus of one section and returns its name. */
function corpusOf(name: string, lines: readonly (object | string)[], section = 'A_unary'): string {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const directory = mkdtempSync(join(folder, `${name}-`));
  writeFileSync(join(directory, `${section}.jsonl.gz`), gzipSync(text));
  return directory;
}

const value = (...data: number[]): object => ({ kind: 'tensor', dtype: 'float64', shape: [data.length], data });
const square = (id: string, result: number): object => ({
  id,
  op: 'square',
  torch_name: 'torch.square',
  args: [value(3)],
  kwargs: {},
  outputs: [value(result)],
});

const cases = [
  square('right', 9),
  square('wrong', 8),
  { id: 'unknown', op: 'constructor', torch_name: 'torch.constructor', args: [], kwargs: {} },
];

describe('the report', () => {
  test('of any corpus is one JSON object', () => {
    const { code, out, complaints } = run('--corpus', corpusOf('small', cases), '--json');
    expect({ code, complaints, lines: out.length }).toEqual({ code: 0, complaints: [], lines: 1 });
    expect(JSON.parse(out[0]!)).toEqual({
      sections: {
        A_unary: {
          passed: 1,
          failed: 1,
          missing: 1,
          exempt: 0,
          ops: { square: { passed: 1, failed: 1, missing: 0 }, constructor: { passed: 0, failed: 0, missing: 1 } },
          failures: [{ id: 'wrong', why: 'outputs[0][0]: got 9, want 8' }],
        },
      },
    });
  });

  test('is text without --json', () => {
    expect(run('--corpus', corpusOf('small', cases)).out).toEqual([
      'A_unary: 1 passed, 1 failed, 1 missing, 0 exempt',
      '  wrong: outputs[0][0]: got 9, want 8',
      'all: 1 passed, 1 failed, 1 missing, 0 exempt',
    ]);
  });

  test('can be of one section and one op, from a relative directory', () => {
    const directory = corpusOf('small', cases).slice(folder.length + 1);
    const { sections } = JSON.parse(
      run('--corpus', directory, '--section', 'A_unary', '--op', 'square', '--json').out[0]!,
    );
    expect(sections.A_unary).toMatchObject({ passed: 1, failed: 1, missing: 0 });
    expect(Object.keys(sections.A_unary.ops)).toEqual(['square']);
  });

  test('has the artefacts of a corpus as one section', () => {
    const directory = corpusOf('artefacts', cases);
    writeFileSync(join(directory, 'I_model.json'), '{"model": {}}');
    writeFileSync(join(directory, 'README.md'), 'no cases');
    const { sections } = JSON.parse(run('--corpus', directory, '--json').out[0]!);
    expect(sections.I_artifacts).toMatchObject({
      passed: 0,
      // the file of tensors is not there
      failed: 1,
      missing: 0,
      ops: { safetensors: { failed: 1 } },
    });
  });

  test('takes lines that are not packed, and sections nobody knows', () => {
    const directory = mkdtempSync(join(folder, 'plain-'));
    writeFileSync(join(directory, 'Q_new.jsonl'), `${JSON.stringify(cases[0])}\n\n${JSON.stringify(cases[1])}\n`);
    expect(JSON.parse(run('--corpus', directory, '--json').out[0]!).sections.Q_new).toMatchObject({ missing: 2 });
  });
});

describe('wrong arguments', () => {
  test.for([[['--nope']], [['extra']], [['--corpus']], [['--json=1']]])(
    '%j print the usage and exit with 2',
    ([args]) => {
      const { code, out, complaints } = run(...args!);
      expect(code).toBe(2);
      expect(out).toEqual([]);
      expect(complaints.join('\n')).toContain('usage: pnpm conformance');
    },
  );

  test('--help prints the usage and exits with 0', () => {
    expect(run('--help')).toMatchObject({ code: 0, out: [expect.stringContaining('usage: pnpm conformance')] });
  });

  test('dashes that pnpm hands on are no argument', () => {
    expect(run('--', '--help').code).toBe(0);
  });
});

describe('a corpus that cannot be read exits with 1 and names the place', () => {
  test.for<[string, () => string, RegExp]>([
    ['no directory', () => join(folder, 'nowhere'), /no such file or directory.*nowhere/],
    ['no files', () => mkdtempSync(join(folder, 'empty-')), /empty-.*: no file of cases/],
    ['no JSON', () => corpusOf('broken', [cases[0]!, '{"id": "x", ']), /A_unary\.jsonl\.gz, line 2: .*JSON/],
    ['no object', () => corpusOf('number', [cases[0]!, '', '3']), /A_unary\.jsonl\.gz, line 3: a case is an object/],
    ['null', () => corpusOf('null', ['null']), /A_unary\.jsonl\.gz, line 1: a case is an object/],
    ['no id', () => corpusOf('nameless', [{ op: 'square' }]), /A_unary\.jsonl\.gz, line 1: .*"id"/],
    [
      'no gzip',
      () => {
        const directory = mkdtempSync(join(folder, 'flat-'));
        writeFileSync(join(directory, 'A_unary.jsonl.gz'), '{}');
        return directory;
      },
      /A_unary\.jsonl\.gz: incorrect header/,
    ],
  ])('%s', ([, make, message]) => {
    const { code, out, complaints } = run('--json', '--corpus', make());
    expect({ code, out, lines: complaints.length }).toEqual({ code: 1, out: [], lines: 1 });
    expect(complaints[0]).toMatch(message);
    expect(complaints[0]).not.toContain('    at ');
  });

  test('an unknown section or op', () => {
    const directory = corpusOf('small', cases);
    expect(run('--corpus', directory, '--section', 'A_nope')).toMatchObject({
      code: 1,
      complaints: [expect.stringContaining('no section A_nope; there are A_unary')],
    });
    expect(run('--corpus', directory, '--op', 'nope')).toMatchObject({
      code: 1,
      complaints: ['no case of the op nope'],
    });
  });
});

test('as a program it writes the object alone to standard output, warnings elsewhere', {
  timeout: 60_000,
}, async () => {
  const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url));
  // a section in which the library warns of an odd smoothing
  const args = ['--import', 'tsx', cli, '--section', 'C_seed_formula', '--json'];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
  });
  expect(JSON.parse(stdout).sections.C_seed_formula).toMatchObject({ passed: 332, failed: 0, missing: 0 });
  expect(stdout.trim().split('\n')).toHaveLength(1);
  expect(stderr).toContain('labelSmoothing');
});
