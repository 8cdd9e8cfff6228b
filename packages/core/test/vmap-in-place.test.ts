import { expect, test } from 'vitest';
import { grad, slice, stack, type Tensor, vmap, zeros, zerosLike } from '../src/index.ts';
import { doubles, expectTensor, integers, varied, variedLeaf } from './structured-tensors.ts';

/** Functions of a matrix [2, 3] and a vector [3] that write in place. */
const programs: [string, (x: Tensor, w: Tensor) => Tensor][] = [
  ['a whole tensor', (x, w) => x.clone().mul_(w)],
  [
    'a view',
    (x, w) => {
      const y = x.mul(1);
      y.at(0).mul_(w);
      return y;
    },
  ],
  [
    'through a transposed view',
    (x, w) => {
      const y = x.mul(1);
      y.t().copy_(w.unsqueeze(1));
      return y;
    },
  ],
  [
    'by assignment',
    (x, w) => {
      const y = x.square();
      y.setAt([slice(), 1], w.at(0));
      y.setAt([integers([1, 0]), integers([0, 2])], w.narrow(0, 0, 2));
      return y;
    },
  ],
  [
    'constants',
    (x, w) => {
      const y = x.mul(w);
      y.at(1).zero_();
      return y;
    },
  ],
  [
    'into zeros made inside',
    (x, w) => {
      const y = zerosLike(x);
      y.at(0).copy_(w);
      return y.add(x);
    },
  ],
];

const inputs = (): [Tensor, Tensor] => [variedLeaf([4, 2, 3]), variedLeaf([4, 3], 2)];

test.each(programs)('vmap of writes into %s is the loop over the samples', (_name, program) => {
  const [x, w] = inputs();
  const got = vmap(program)(x, w);
  const want = stack(Array.from({ length: 4 }, (_, i) => program(x.at(i), w.at(i))));
  expectTensor(got.detach(), want.detach().tolist() as number[]);
  const weight = varied([4, 2, 3], 5);
  const options = { gradOutputs: [weight] };
  grad(got, [x, w], options).forEach((g, i) => {
    expectTensor(g, grad(want, [x, w], { ...options, retainGraph: true })[i]!.tolist() as number[]);
  });
});

test('writing what differs between samples into what does not is refused', () => {
  const shared = zeros([3], { dtype: 'float64' });
  expect(() => vmap((x: Tensor) => shared.add_(x))(doubles([[1, 2, 3]]))).toThrow(
    /^vmap: what differs from sample to sample cannot be written into a tensor that is the same for all of them/,
  );
});
