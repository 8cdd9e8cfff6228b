// What `.ci/size/tensors.js` computes, as a user of TensorFlow.js writes it.
import { add, div, grad, matMul, mul, setBackend, sub, sum, tensor } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';

await setBackend('wasm');
const f = (a) => sum(div(sub(add(mul(matMul(a, a), 2), 1), a), 3));
console.log(
  grad(f)(
    tensor([
      [1, 2],
      [3, 4],
    ]),
  ).arraySync(),
);
