import { nn, noGrad, optim, type Parameter, type Tensor, tensor } from 'cotangent';
import type { Recordings } from '../data/read.ts';
import { checkLosses, type Run } from '../measuring/runner.ts';
import { type MlpName, spec, type Training } from '../spec.ts';

/** One training step on batch `index`, as the README writes it; returns the loss. */
export type Step = (index: number) => number;

function trainer(model: nn.Module, training: Training, batches: readonly (readonly [Tensor, Tensor])[]): Step {
  const { smoothing, lr, momentum, opt } = training;
  const { b1, b2, eps } = spec.adam;
  const criterion = new nn.CrossEntropyLoss({ labelSmoothing: smoothing });
  const optimizer =
    opt === 'sgd'
      ? new optim.SGD(model.parameters(), { lr, momentum })
      : new optim.Adam(model.parameters(), { lr, betas: [b1, b2], eps });
  return (index) => {
    const [x, y] = batches[index % batches.length]!;
    optimizer.zeroGrad();
    const loss = criterion.call(model.call(x), y);
    loss.backward();
    optimizer.step();
    return loss.item();
  };
}

/** The batches of a workload as tensors, one sample having this shape. */
function batchTensors(recordings: Recordings, training: Training, sample: readonly number[]) {
  return recordings
    .batches(training)
    .map(
      ({ x, labels }) => [tensor(x).reshape([training.batch, ...sample]), tensor(labels, { dtype: 'int64' })] as const,
    );
}

/** Trains the network of dense layers W1, W2, W3 or W4. */
export function mlpStep(recordings: Recordings, name: MlpName): Step {
  const training = spec[name];
  const { dims, act } = training;
  const layers: nn.Module[] = [];
  for (let i = 0; i + 1 < dims.length; i++) {
    const linear = new nn.Linear(dims[i]!, dims[i + 1]!);
    load(recordings, linear.weight, `${name}_w${i}`);
    load(recordings, linear.bias, `${name}_b${i}`);
    layers.push(linear);
    if (i + 2 < dims.length) layers.push(act === 'tanh' ? new nn.Tanh() : new nn.ReLU());
  }
  return trainer(new nn.Sequential(...layers), training, batchTensors(recordings, training, [dims[0]!]));
}

/** Trains the convolutional network of W9. */
export function cnnStep(recordings: Recordings): Step {
  const training = spec.W9;
  const first = new nn.Conv2d(1, training.c1, 3, { padding: 1 });
  const second = new nn.Conv2d(training.c1, training.c2, 3, { padding: 1 });
  const last = new nn.Linear(49 * training.c2, 10);
  load(recordings, first.weight, 'W9_k0');
  load(recordings, first.bias, 'W9_kb0');
  load(recordings, second.weight, 'W9_k1');
  load(recordings, second.bias, 'W9_kb1');
  load(recordings, last.weight, 'W9_w');
  load(recordings, last.bias, 'W9_b');
  const relu = new nn.ReLU();
  const pool = new nn.MaxPool2d(2);
  const layers: nn.Module[] = [first, relu, pool, second, relu, pool, new nn.Flatten(), last];
  return trainer(new nn.Sequential(...layers), training, batchTensors(recordings, training, [1, 28, 28]));
}

/** Sets a parameter to a recorded array; matrices are recorded `[in, out]`, where a layer keeps `[out, in]`. */
function load(recordings: Recordings, parameter: Parameter | undefined, name: string): void {
  const { data, shape } = recordings.read(name);
  const values = tensor(data).reshape(shape);
  using _ = noGrad();
  parameter?.copy_(shape.length === 2 ? values.transpose(0, 1) : values);
}

/** A workload that checks and times training steps. */
export function train(run: Run, step: Step, { checkSteps }: Training): void {
  run.measure({
    check: () => checkLosses(checkSteps, step),
    step: (index) => step(checkSteps + index),
  });
}
