import { manualSeed } from 'cotangent';
import { classWeights, loadDigits } from './data.ts';
import { lossesFor } from './losses.ts';
import { createModel } from './model.ts';
import { type Options, readOptions, UsageError, usage } from './options.ts';
import { confusionMatrix, formatConfusion, type Output, percent, progressOn } from './report.ts';
import { predict, stepsOf, train } from './train.ts';

/** Follows a command line. Returns the exit code: 0, or 2 for a command line that cannot be followed. */
export function run(args: readonly string[], output: Output, errors: Output): number {
  let options: Options | 'help';
  try {
    options = readOptions(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    errors.write(`${error.message}\n\n${usage}`);
    return 2;
  }
  if (options === 'help') output.write(usage);
  else trainAndTest(options, output);
  return 0;
}

function trainAndTest({ epochs, lr, labelSmoothing, loss: name, seed }: Options, output: Output): void {
  const digits = loadDigits();
  manualSeed(seed);
  const model = createModel();
  const loss = lossesFor({ labelSmoothing, weight: classWeights(digits.train.labels) })[name];

  const progress = progressOn(output, stepsOf(digits.train, epochs), epochs);
  train(model, loss, digits.train, { epochs, lr, onStep: progress.update });
  progress.stop();

  const { images, labels } = digits.test;
  const predictions = predict(model, images);
  const accuracy = predictions.eq(labels).float().mean().item();
  output.write(`\ntest accuracy: ${percent(accuracy)}\n\n${formatConfusion(confusionMatrix(labels, predictions))}`);
}
