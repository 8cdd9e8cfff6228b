// What `.ci/size/tensors.js` computes, as a user of jax-js writes it.
import { grad, init, numpy } from '@jax-js/jax';

await init('wasm');
const f = (a) => numpy.matmul(a, a).mul(2).add(1).sub(a).div(3).sum();
console.log(
  grad(f)(
    numpy.array([
      [1, 2],
      [3, 4],
    ]),
  ).js(),
);
