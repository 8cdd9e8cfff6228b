import { Presets, SingleBar } from 'cli-progress';
import { oneHot, type Tensor } from 'cotangent';
import type { Step } from './train.ts';

/** Where a run writes: `process.stdout`, or what a test collects. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean | undefined };

/** Shows how training goes. */
export interface Progress {
  update(step: Step): void;
  stop(): void;
}

/** A bar on a terminal, else a line for each epoch. */
export function progressOn(output: Output, steps: number, epochs: number): Progress {
  const start = performance.now();
  const speed = (done: number) => `${Math.round((done * 1000) / (performance.now() - start))} steps/s`;
  return output.isTTY ? barOn(output, steps, epochs, speed) : linesOn(output, epochs, speed);
}

function barOn(output: Output, steps: number, epochs: number, speed: (done: number) => string): Progress {
  let done = 0;
  // without `linewrap` a run stopped by Ctrl-C leaves the terminal without it; the bar has less than 80 characters
  const options = { format: '{bar} {status}', barsize: 20, stream: output, linewrap: true };
  const bar = new SingleBar(options, Presets.shades_classic);
  bar.start(steps, 0, { status: '' });
  return {
    update: (step) => bar.update(++done, { status: `${describe(step, epochs)}  ${speed(done)}` }),
    stop: () => bar.stop(),
  };
}

function linesOn(output: Output, epochs: number, speed: (done: number) => string): Progress {
  let done = 0;
  return {
    update: (step) => {
      done++;
      if (step.isLastOfEpoch) output.write(`${describe(step, epochs)}  ${speed(done)}\n`);
    },
    stop: () => {},
  };
}

function describe({ epoch, loss, accuracy }: Step, epochs: number): string {
  return `epoch ${epoch}/${epochs}  loss ${loss.toFixed(4)}  accuracy ${percent(accuracy)}`;
}

/** `97.5 %` */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** How often the digit of the row was taken for the digit of the column, `[10, 10]`. */
export function confusionMatrix(labels: Tensor, predictions: Tensor): Tensor {
  return oneHot(labels, 10).float().T.matmul(oneHot(predictions, 10).float()).long();
}

/** The confusion matrix as a table with a dot for zero. */
export function formatConfusion(confusion: Tensor): string {
  const digits = Array.from({ length: 10 }, (_, digit) => digit);
  const line = (head: string, cells: readonly (number | string)[]) =>
    `${head} │${cells.map((cell) => `${cell}`.padStart(4)).join('')}\n`;
  const rows = digits.map((digit) => {
    const counts = [...confusion.select(0, digit)].map((count) => count.item() || '·');
    return line(`   ${digit}`, counts);
  });
  return `true digit by row, predicted digit by column\n${line('    ', digits)}─────┼${'─'.repeat(40)}\n${rows.join('')}`;
}
