import tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { hashUniform } from '../data/random.ts';
import { crossEntropyLabels, smoothed } from '../data/read.ts';
import { checkLosses, runFramework } from '../measuring/runner.ts';
import { spec } from '../spec.ts';

if (!(await tf.setBackend('wasm'))) throw new Error('the wasm backend of TensorFlow.js does not start');
await tf.ready();

const crossEntropy = (soft, logits) => tf.losses.softmaxCrossEntropy(soft, logits);

/** A network of dense layers, its variables and its batches. */
function mlp(recordings, name) {
  const training = spec[name];
  const { dims, act, batch, smoothing } = training;
  const layers = dims.length - 1;
  const variable = (array) => {
    const { data, shape } = recordings.read(array);
    return tf.variable(tf.tensor(data, shape));
  };
  const variables = [];
  for (let i = 0; i < layers; i++) variables.push(variable(`${name}_w${i}`), variable(`${name}_b${i}`));
  const model = (x) => {
    let h = x;
    for (let i = 0; i < layers; i++) {
      h = h.matMul(variables[2 * i]).add(variables[2 * i + 1]);
      if (i + 1 < layers) h = act === 'tanh' ? h.tanh() : h.relu();
    }
    return h;
  };
  const classes = dims.at(-1);
  const batches = recordings.batches(training).map(({ x, labels }) => ({
    x: tf.tensor(x, [batch, dims[0]]),
    y: tf.tensor(smoothed(labels, classes, smoothing), [batch, classes]),
  }));
  const { b1, b2, eps } = spec.adam;
  const optimizer =
    training.opt === 'sgd'
      ? tf.train.momentum(training.lr, training.momentum)
      : tf.train.adam(training.lr, b1, b2, eps);
  return { model, variables, batches, optimizer };
}

/** A step with what its documentation asks for to free memory: `minimize`, which tidies up, and a `dispose`. */
function mlpStep(recordings, name) {
  const { model, variables, batches, optimizer } = mlp(recordings, name);
  return (index) => {
    const { x, y } = batches[index % batches.length];
    const loss = optimizer.minimize(() => crossEntropy(y, model(x)), true, variables);
    const value = loss.dataSync()[0];
    loss.dispose();
    return value;
  };
}

/** A step that leaves memory to the library, as people write it at first. */
function carelessStep(recordings, name) {
  const { model, variables, batches, optimizer } = mlp(recordings, name);
  return (index) => {
    const { x, y } = batches[index % batches.length];
    const { value, grads } = tf.variableGrads(() => crossEntropy(y, model(x)), variables);
    optimizer.applyGradients(grads);
    return value.dataSync()[0];
  };
}

function train(run, name) {
  const step = mlpStep(run.recordings, name);
  const { checkSteps } = spec[name];
  run.measure({ check: () => checkLosses(checkSteps, step), step: (index) => step(checkSteps + index) });
}

function matmul(run) {
  const { sizes, seedA, seedB } = spec.W5;
  for (const n of sizes) {
    const a = tf.tensor(hashUniform(n * n, seedA), [n, n]);
    const b = tf.tensor(hashUniform(n * n, seedB), [n, n]);
    const step = () => {
      const product = tf.matMul(a, b);
      const first = product.dataSync()[0];
      product.dispose();
      return first;
    };
    run.measure({
      metric: `GFLOPS-${n}`,
      check: () => ({ [`c00_${n}`]: step() }),
      step,
      figure: (ms) => (2 * n ** 3) / ms / 1e6,
      timing: { warmSteps: 3 },
    });
  }
}

function elementwise(run) {
  const { n, seeds } = spec.W6;
  const inputs = seeds.map((seed) => tf.tensor1d(hashUniform(n, seed)));
  const lossAndGradients = tf.valueAndGrads((a, b, c) => a.mul(b).add(c).relu().sum());
  let checks = {};
  const step = () =>
    tf.tidy(() => {
      const { value, grads } = lossAndGradients(inputs);
      const [ga7, gb7, gc7] = grads.map((gradient) => gradient.dataSync()[7]);
      checks = { sum: value.dataSync()[0], ga7, gb7, gc7 };
    });
  const check = () => {
    step();
    return checks;
  };
  run.measure({ check, step });
}

function largeCrossEntropy(run) {
  const { rows, cols, seed, scale, smoothing } = spec.W7;
  const logits = tf.tensor(hashUniform(rows * cols, seed, scale), [rows, cols]);
  const soft = tf.tensor(smoothed(crossEntropyLabels(), cols, smoothing), [rows, cols]);
  const lossAndGradient = tf.valueAndGrads((x) => crossEntropy(soft, x));
  let checks = {};
  const step = () =>
    tf.tidy(() => {
      const { value, grads } = lossAndGradient([logits]);
      checks = { loss: value.dataSync()[0], g1: grads[0].dataSync()[1] };
    });
  const check = () => {
    step();
    return checks;
  };
  run.measure({ check, step, timing: { warmSteps: 3 } });
}

function scalarChain(run) {
  const { iters, mul, add, x0 } = spec.W8;
  const start = tf.tensor1d([x0]);
  const factor = tf.scalar(mul);
  const summand = tf.scalar(add);
  const valueAndGradient = tf.valueAndGrad((input) => {
    let x = input;
    for (let i = 0; i < iters; i++) x = x.mul(factor).add(summand);
    return x.sum();
  });
  let checks = {};
  const step = () =>
    tf.tidy(() => {
      const { value, grad } = valueAndGradient(start);
      checks = { value: value.dataSync()[0], grad: grad.dataSync()[0] };
    });
  const check = () => {
    step();
    return checks;
  };
  run.measure({ metric: 'us/op', check, step, figure: (ms) => (1000 * ms) / (2 * iters) });
}

runFramework(
  {
    framework: 'tfjs-wasm',
    version: tf.version.tfjs,
    workloads: {
      W1: (run) => train(run, 'W1'),
      W2: (run) => train(run, 'W2'),
      W3: (run) => train(run, 'W3'),
      W4: (run) => train(run, 'W4'),
      W5: matmul,
      W6: elementwise,
      W7: largeCrossEntropy,
      W8: scalarChain,
    },
    trainer: carelessStep,
  },
  process.argv.slice(2),
);
// its workers keep the process alive
process.exit();
