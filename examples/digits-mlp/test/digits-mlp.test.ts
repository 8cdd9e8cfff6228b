import { spawnSync } from 'node:child_process';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { tensor } from 'cotangent';
import { describe, expect, test } from 'vitest';
import { classWeights, loadDigits } from '../src/data.ts';
import { lossNames } from '../src/losses.ts';
import { readOptions } from '../src/options.ts';
import { confusionMatrix, formatConfusion, progressOn } from '../src/report.ts';
import { run } from '../src/run.ts';

class Collected extends Writable {
  text = '';
  readonly isTTY: boolean;

  constructor(isTTY = false) {
    super();
    this.isTTY = isTTY;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

function runWith(...args: string[]): { code: number; output: string; errors: string } {
  const [output, errors] = [new Collected(), new Collected()];
  return { code: run(args, output, errors), output: output.text, errors: errors.text };
}

const accuracyOf = (output: string) => Number(/^test accuracy: (\d+\.\d) %$/m.exec(output)?.[1]);
const confusionOf = (output: string) =>
  [...output.matchAll(/^ {3}\d │(.*)$/gm)].map(([, cells = '']) =>
    cells
      .trim()
      .split(/ +/)
      .map((cell) => (cell === '·' ? 0 : Number(cell))),
  );
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

describe('a run of two epochs', () => {
  const { code, output, errors } = runWith('--epochs', '2', '--seed', '1');
  const epochs = [...output.matchAll(/^epoch (\d)\/2 {2}loss (\d\.\d{4}) {2}accuracy (\d+\.\d) % {2}\d+ steps\/s$/gm)];

  test('exits with 0 and writes no errors', () => expect({ code, errors }).toEqual({ code: 0, errors: '' }));

  test('prints a line per epoch, in which the loss falls and the accuracy rises', () => {
    expect(epochs.map(([, epoch]) => epoch)).toEqual(['1', '2']);
    const [first, second] = epochs.map(([, , loss, accuracy]) => ({ loss: Number(loss), accuracy: Number(accuracy) }));
    expect(second!.loss).toBeLessThan(first!.loss);
    expect(second!.accuracy).toBeGreaterThan(first!.accuracy);
  });

  test('recognizes more than 90 % of the test digits', () => expect(accuracyOf(output)).toBeGreaterThan(90));

  test('prints a confusion matrix whose rows sum to how often each digit comes', () => {
    const confusion = confusionOf(output);
    const labels = [...loadDigits().test.labels.toTypedArray()];
    expect(confusion.map(sum)).toEqual(
      Array.from({ length: 10 }, (_, digit) => labels.filter((y) => y === digit).length),
    );
    const hits = sum(confusion.map((row, digit) => row[digit]!));
    expect(accuracyOf(output)).toBe(Number(((hits / 360) * 100).toFixed(1)));
  });

  test('comes out the same for the same seed, and otherwise for another', () => {
    const losses = (text: string) => text.match(/loss \d\.\d{4}/g);
    const again = runWith('--epochs', '1', '--seed', '1', '--lr', '0.01');
    expect(losses(again.output)).toEqual(losses(output)!.slice(0, 1));
    expect(losses(runWith('--epochs', '1', '--seed', '2').output)).not.toEqual(losses(again.output));
  });
});

test.each(lossNames.filter((name) => name !== 'cross-entropy'))('the loss %s plugs in and learns', (name) => {
  const { code, output } = runWith('--epochs', '2', '--loss', name);
  expect(code).toBe(0);
  expect(accuracyOf(output)).toBeGreaterThan(90);
});

describe('the command line', () => {
  test('has defaults', () => {
    expect(readOptions([])).toEqual({ epochs: 30, lr: 0.01, labelSmoothing: 0.1, loss: 'cross-entropy', seed: 0 });
  });

  test('sets every option, also after the dashes that pnpm passes on', () => {
    const args = ['--epochs=2', '--lr', '1e-3', '--label-smoothing', '0', '--loss', 'label-smoothing', '--seed', '7'];
    const options = { epochs: 2, lr: 0.001, labelSmoothing: 0, loss: 'label-smoothing', seed: 7 };
    expect(readOptions(args)).toEqual(options);
    expect(readOptions(['--', ...args])).toEqual(options);
  });

  test('prints the usage for --help', () => {
    const { code, output, errors } = runWith('--help');
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    for (const option of ['--epochs', '--lr', '--label-smoothing', '--loss', '--seed', ...lossNames]) {
      expect(output).toContain(option);
    }
  });

  test.each([
    [['--momentum', '1'], "Unknown option '--momentum'"],
    [['digits'], "Unexpected argument 'digits'"],
    [['--epochs'], "Option '--epochs <value>' argument missing"],
    [['--epochs', '0'], "--epochs is a whole number, 1 or more, got '0'"],
    [['--epochs', '1.5'], "--epochs is a whole number, 1 or more, got '1.5'"],
    [['--lr=-1'], "--lr is a number above 0, got '-1'"],
    [['--lr', 'fast'], "--lr is a number above 0, got 'fast'"],
    [['--label-smoothing', '1.1'], "--label-smoothing is from 0 to 1, got '1.1'"],
    [['--label-smoothing', 'NaN'], "--label-smoothing is from 0 to 1, got 'NaN'"],
    [['--label-smoothing', '0.1', '--loss', 'mse'], '--label-smoothing means nothing to --loss mse'],
    [['--loss', 'huber'], "--loss is one of cross-entropy, label-smoothing, focal, mse, got 'huber'"],
    [['--seed='], "--seed is a whole number, 0 or more, got ''"],
  ])('refuses %j with the usage and 2, before it trains', (args, message) => {
    const { code, output, errors } = runWith(...args);
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(errors).toContain(message);
    expect(errors).toContain('Usage: pnpm start [options]');
  });

  test('makes the program exit with its code', () => {
    const root = fileURLToPath(new URL('../../..', import.meta.url));
    const args = ['--import', 'tsx', 'examples/digits-mlp/src/main.ts', '--nope'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain("Unknown option '--nope'");
  });
});

test('the digits are split once and for all, without overlap', () => {
  const { train, test: held } = loadDigits();
  expect([train, held].map(({ images, labels }) => [images.shape, labels.shape])).toEqual([
    [[1437, 64], [1437]],
    [[360, 64], [360]],
  ]);
  const counts = (labels: Iterable<number>) =>
    [...labels].reduce((all, y) => all.with(y, all[y]! + 1), Array<number>(10).fill(0));
  const both = counts([...train.labels.toTypedArray(), ...held.labels.toTypedArray()]);
  // of each digit as many as the data set has
  expect(both).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
  expect(train.images.amax().item()).toBe(1);
});

test('class weights make every class count the same', () => {
  const labels = tensor(Int32Array.of(0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
  const weights = [...classWeights(labels).toTypedArray()];
  expect(weights[0]! * 3).toBeCloseTo(1.2, 6);
  for (const weight of weights.slice(1)) expect(weight).toBeCloseTo(1.2, 6);
});

test('a confusion matrix counts true digits by row and predicted ones by column', () => {
  const confusion = confusionMatrix(tensor(Int32Array.of(3, 3, 5)), tensor(Int32Array.of(3, 8, 5)));
  expect(confusion.sum().item()).toBe(3);
  const at = (row: number, column: number) => confusion.select(0, row).select(0, column).item();
  expect([at(3, 3), at(3, 8), at(5, 5)]).toEqual([1, 1, 1]);
  expect(formatConfusion(confusion)).toContain('   3 │   ·   ·   ·   1   ·   ·   ·   ·   1   ·\n');
});

test('on a terminal a bar shows loss, accuracy and speed in less than 80 columns', () => {
  const output = new Collected(true);
  const progress = progressOn(output, 2, 30);
  progress.update({ epoch: 29, isLastOfEpoch: true, loss: 0.5131, accuracy: 1 });
  progress.update({ epoch: 30, isLastOfEpoch: true, loss: 0.5131, accuracy: 1 });
  progress.stop();
  const drawn = output.text.split('\u001b[1G').map((line) => line.split('\u001b')[0]!.trimEnd());
  expect(drawn.at(-1)).toMatch(/^█{20} epoch 30\/30 {2}loss 0\.5131 {2}accuracy 100\.0 % {2}\d+ steps\/s$/);
  // room for a speed of five digits
  const speed = /\d+(?= steps)/;
  for (const line of drawn) expect(line.replace(speed, '12345').length).toBeLessThan(80);
});
