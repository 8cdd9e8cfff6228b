import { parseArgs } from 'node:util';
import { type LossName, lossNames } from './losses.ts';

/** What a run can be told. */
export interface Options {
  readonly epochs: number;
  readonly lr: number;
  readonly labelSmoothing: number;
  readonly loss: LossName;
  readonly seed: number;
}

const defaults: Options = { epochs: 30, lr: 0.01, labelSmoothing: 0.1, loss: 'cross-entropy', seed: 0 };

/** The losses that know label smoothing. */
const smoothing: readonly LossName[] = ['cross-entropy', 'label-smoothing'];

export const usage = `Usage: pnpm start [options]

Trains Linear(64, 128) → ReLU → Linear(128, 64) → ReLU → Linear(64, 10) on 1437 handwritten digits and tests it on 360.

  --epochs <n>            passes over the training digits, 1 or more (default ${defaults.epochs})
  --lr <x>                learning rate at the start, above 0; falls to 0 along a cosine (default ${defaults.lr})
  --label-smoothing <x>   share of each label spread over the classes, 0 to 1 (default ${defaults.labelSmoothing});
                          for the losses ${smoothing.join(' and ')}
  --loss <name>           ${lossNames.join(', ')} (default ${defaults.loss})
  --seed <n>              seed of the first weights and of the order of the digits, 0 or more (default ${defaults.seed})
  --help                  print this
`;

/** A command line that cannot be followed. */
export class UsageError extends Error {}

/** Reads the command line; `'help'` where that was asked for. Throws a UsageError that names the option at fault. */
export function readOptions(args: readonly string[]): Options | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  const loss = lossName(values.loss);
  if (values['label-smoothing'] !== undefined && !smoothing.includes(loss)) {
    throw new UsageError(`--label-smoothing means nothing to --loss ${loss}`);
  }
  const isCount = (least: number) => (n: number) => Number.isSafeInteger(n) && n >= least;
  const number = (
    name: 'epochs' | 'lr' | 'label-smoothing' | 'seed',
    expected: string,
    accepts: Test,
  ): number | undefined =>
    values[name] === undefined ? undefined : parseNumber(`--${name}`, values[name], expected, accepts);
  return {
    epochs: number('epochs', 'a whole number, 1 or more', isCount(1)) ?? defaults.epochs,
    lr: number('lr', 'a number above 0', (x) => x > 0) ?? defaults.lr,
    labelSmoothing: number('label-smoothing', 'from 0 to 1', (x) => x >= 0 && x <= 1) ?? defaults.labelSmoothing,
    loss,
    seed: number('seed', 'a whole number, 0 or more', isCount(0)) ?? defaults.seed,
  };
}

type Test = (value: number) => boolean;

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      // `pnpm start -- --seed 1` passes the dashes on
      args: args[0] === '--' ? args.slice(1) : [...args],
      options: { epochs: text, lr: text, 'label-smoothing': text, loss: text, seed: text, help: { type: 'boolean' } },
    });
    return values;
  } catch (error) {
    if (error instanceof TypeError && 'code' in error) throw new UsageError(error.message);
    throw error;
  }
}

function parseNumber(option: string, text: string, expected: string, accepts: Test): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && accepts(value)) return value;
  throw new UsageError(`${option} is ${expected}, got '${text}'`);
}

function lossName(text: string = defaults.loss): LossName {
  const name = lossNames.find((each) => each === text);
  if (name) return name;
  throw new UsageError(`--loss is one of ${lossNames.join(', ')}, got '${text}'`);
}
