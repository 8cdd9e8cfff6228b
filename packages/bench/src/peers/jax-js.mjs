import { readFileSync } from 'node:fs';
import { defaultDevice, init, jit, lax, nn, numpy as np, valueAndGrad } from '@jax-js/jax';
import { hashUniform } from '../data/random.ts';
import { crossEntropyLabels, smoothed } from '../data/read.ts';
import { checkLosses, runFramework } from '../measuring/runner.ts';
import { spec } from '../spec.ts';

// In jax-js an operation consumes its operands: `.ref` keeps one for another use.

await init('wasm');
defaultDevice('wasm');

const array = (data, shape) => np.array(data).reshape(shape);
const references = (arrays) => arrays.map((one) => one.ref);
const crossEntropy = (logits, soft) => nn.logSoftmax(logits, -1).mul(soft).sum(-1).mean().mul(-1);

/** A step that is compiled as a whole: forward, backward and optimizer; returns the loss. */
function trainer(training, forward, params, batches) {
  const lossAndGradients = valueAndGrad((p, x, y) => crossEntropy(forward(p, x), y));
  return training.opt === 'sgd'
    ? sgdStep(training, lossAndGradients, params, batches)
    : adamStep(training, lossAndGradients, params, batches);
}

function sgdStep({ momentum, lr }, lossAndGradients, initial, batches) {
  let params = initial;
  let velocities = params.map((p) => np.zeros(p.shape));
  const update = jit((p, v, x, y) => {
    const [loss, gradients] = lossAndGradients(references(p), x, y);
    const nextV = v.map((vi, i) => vi.mul(momentum).add(gradients[i]));
    const nextP = p.map((pi, i) => pi.sub(nextV[i].ref.mul(lr)));
    return [nextP, nextV, loss];
  });
  return (index) => {
    const { x, y } = batches[index % batches.length];
    let loss;
    [params, velocities, loss] = update(params, velocities, x.ref, y.ref);
    return loss.js();
  };
}

function adamStep({ lr }, lossAndGradients, initial, batches) {
  const { b1, b2, eps } = spec.adam;
  let params = initial;
  let means = params.map((p) => np.zeros(p.shape));
  let squares = params.map((p) => np.zeros(p.shape));
  let t = 0;
  const update = jit((p, m, v, rate, correction, x, y) => {
    const [loss, gradients] = lossAndGradients(references(p), x, y);
    const nextM = m.map((mi, i) => mi.mul(b1).add(gradients[i].ref.mul(1 - b1)));
    const nextV = v.map((vi, i) => vi.mul(b2).add(np.square(gradients[i]).mul(1 - b2)));
    const nextP = p.map((pi, i) => {
      const root = np.sqrt(nextV[i].ref.mul(correction.ref)).add(eps);
      return pi.sub(nextM[i].ref.mul(rate.ref).div(root));
    });
    rate.dispose();
    correction.dispose();
    return [nextP, nextM, nextV, loss];
  });
  return (index) => {
    const { x, y } = batches[index % batches.length];
    t++;
    const rate = np.array(lr / (1 - b1 ** t));
    const correction = np.array(1 / (1 - b2 ** t));
    let loss;
    [params, means, squares, loss] = update(params, means, squares, rate, correction, x.ref, y.ref);
    return loss.js();
  };
}

function batchArrays(recordings, training, sample, classes) {
  const { batch, smoothing } = training;
  return recordings.batches(training).map(({ x, labels }) => ({
    x: array(x, [batch, ...sample]),
    y: array(smoothed(labels, classes, smoothing), [batch, classes]),
  }));
}

const recorded = (recordings) => (name) => {
  const { data, shape } = recordings.read(name);
  return array(data, shape);
};

function mlpStep(recordings, name) {
  const training = spec[name];
  const { dims, act } = training;
  const layers = dims.length - 1;
  const read = recorded(recordings);
  const params = [];
  for (let i = 0; i < layers; i++) params.push(read(`${name}_w${i}`), read(`${name}_b${i}`));
  const forward = (p, x) => {
    let h = x;
    for (let i = 0; i < layers; i++) {
      h = np.matmul(h, p[2 * i]).add(p[2 * i + 1]);
      if (i + 1 < layers) h = act === 'tanh' ? np.tanh(h) : nn.relu(h);
    }
    return h;
  };
  return trainer(training, forward, params, batchArrays(recordings, training, [dims[0]], dims.at(-1)));
}

function cnnStep(recordings) {
  const training = spec.W9;
  const params = ['W9_k0', 'W9_kb0', 'W9_k1', 'W9_kb1', 'W9_w', 'W9_b'].map(recorded(recordings));
  const pool = (x) => lax.reduceWindow(x, np.max, [2, 2], [2, 2]);
  const conv = (x, kernel, bias) =>
    lax.convGeneralDilated(x, kernel, [1, 1], 'SAME').add(bias.reshape([1, bias.shape[0], 1, 1]));
  const forward = ([k0, b0, k1, b1, w, b], x) => {
    const h = pool(nn.relu(conv(pool(nn.relu(conv(x, k0, b0))), k1, b1)));
    return np.matmul(h.reshape([training.batch, -1]), w).add(b);
  };
  return trainer(training, forward, params, batchArrays(recordings, training, [1, 28, 28], 10));
}

const train = (run, step, { checkSteps }) =>
  run.measure({ check: () => checkLosses(checkSteps, step), step: (index) => step(checkSteps + index) });

function matmul(run) {
  const { sizes, seedA, seedB } = spec.W5;
  for (const n of sizes) {
    const a = array(hashUniform(n * n, seedA), [n, n]);
    const b = array(hashUniform(n * n, seedB), [n, n]);
    const product = jit((x, y) => np.matmul(x, y));
    // reading is what makes it wait for the result
    const step = () => product(a.ref, b.ref).dataSync()[0];
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
  const inputs = seeds.map((seed) => np.array(hashUniform(n, seed)));
  const f = (a, b, c) => nn.relu(a.mul(b).add(c)).sum();
  const lossAndGradients = jit(valueAndGrad(f, { argnums: [0, 1, 2] }));
  const step = () => {
    const [loss, gradients] = lossAndGradients(...references(inputs));
    return [loss.js(), ...gradients.map((gradient) => gradient.dataSync()[7])];
  };
  const check = () => {
    const [sum, ga7, gb7, gc7] = step();
    return { sum, ga7, gb7, gc7 };
  };
  run.measure({ check, step });
}

function largeCrossEntropy(run) {
  const { rows, cols, seed, scale, smoothing } = spec.W7;
  const logits = array(hashUniform(rows * cols, seed, scale), [rows, cols]);
  const soft = array(smoothed(crossEntropyLabels(), cols, smoothing), [rows, cols]);
  const lossAndGradient = jit(valueAndGrad(crossEntropy));
  const step = () => {
    const [loss, gradient] = lossAndGradient(logits.ref, soft.ref);
    return { loss: loss.js(), g1: gradient.dataSync()[1] };
  };
  run.measure({ check: step, step, timing: { warmSteps: 3 } });
}

const manifest = new URL('./node_modules/@jax-js/jax/package.json', import.meta.url);
runFramework(
  {
    framework: 'jax-js',
    version: JSON.parse(readFileSync(manifest, 'utf8')).version,
    workloads: {
      W1: (run) => train(run, mlpStep(run.recordings, 'W1'), spec.W1),
      W2: (run) => train(run, mlpStep(run.recordings, 'W2'), spec.W2),
      W3: (run) => train(run, mlpStep(run.recordings, 'W3'), spec.W3),
      W4: (run) => train(run, mlpStep(run.recordings, 'W4'), spec.W4),
      W5: matmul,
      W6: elementwise,
      W7: largeCrossEntropy,
      W9: (run) => train(run, cnnStep(run.recordings), spec.W9),
    },
    trainer: mlpStep,
  },
  process.argv.slice(2),
);
process.exit();
