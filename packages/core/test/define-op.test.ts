import { expect, test } from 'vitest';
import {
  ArgumentError,
  defineOp,
  defineView,
  GradientError,
  grad,
  gradcheck,
  noGrad,
  ShapeError,
  type Tensor,
  tensor,
} from '../src/index.ts';
import { doubles, leaf, useMovingMemory } from './structured-tensors.ts';

useMovingMemory();

const scaleShift = defineOp<readonly [Tensor, Tensor | undefined], { readonly scale: number }>({
  name: 'scaleShift',
  shape: ([x]) => x,
  forward: (kernels, [x, shift], [out], { scale }) => {
    kernels.copy(x, out!);
    const { data } = out!.storage;
    for (let i = 0; i < data.length; i++) {
      data[i] = data[i]! * scale + (shift ? shift.storage.data[shift.offset + (i % shift.shape[0]!)]! : 0);
    }
  },
  vjp: ({ options: { scale } }) => {
    return ([g]) => [g!.mul(scale), g];
  },
});

test('an optional input may be absent', () => {
  const x = leaf([
    [1, 2],
    [3, 4],
  ]);
  const y = scaleShift([x, undefined], { scale: 3 });
  expect(y.tolist()).toEqual([
    [3, 6],
    [9, 12],
  ]);
  y.sum().backward();
  expect(x.grad!.tolist()).toEqual([
    [3, 3],
    [3, 3],
  ]);
});

test('a rule may ignore that an input was broadcast: the engine sums', () => {
  const [x, shift] = [
    leaf([
      [1, 2],
      [3, 4],
    ]),
    leaf([10, 20]),
  ];
  scaleShift([x, shift], { scale: 3 }).backward({
    gradient: doubles([
      [1, 2],
      [3, 4],
    ]),
  });
  expect(shift.grad!.tolist()).toEqual([4, 6]);
});

test('a rule may ignore dtypes: the engine converts', () => {
  const x = tensor([1, 2], { requiresGrad: true });
  const shift = doubles([10, 20]);
  const y = scaleShift([x, shift], { scale: 3 });
  expect(y.dtype).toBe('float64');
  y.sum().backward();
  expect([x.grad!.dtype, x.grad!.tolist()]).toEqual(['float32', [3, 3]]);
});

test('what is not a tensor is refused by name and position', () => {
  const x = leaf([1, 2]);
  const call =
    (...inputs: unknown[]) =>
    (): Tensor =>
      scaleShift(inputs as unknown as readonly [Tensor, Tensor], { scale: 1 });
  expect(call(x, 3)).toThrow(new ArgumentError('scaleShift: input 1 must be a tensor, got number 3'));
  expect(call(null, x)).toThrow(new ArgumentError('scaleShift: input 0 must be a tensor, got null'));
  expect(call([1], x)).toThrow(new ArgumentError('scaleShift: input 0 must be a tensor, got an object'));
});

/** Both halves of a vector, and the index of its greatest element. */
const halves = defineOp<readonly [Tensor]>({
  name: 'halves',
  outputs: ([x]) => {
    if (x.shape.length !== 1 || x.shape[0]! % 2) throw new ShapeError('halves: expected an even vector');
    const shape = [x.shape[0]! / 2];
    return [
      { shape, dtype: x.dtype },
      { shape, dtype: x.dtype },
      { shape: [], dtype: 'int32' },
    ];
  },
  forward: (kernels, [x], [low, high, index]) => {
    const step = x.strides[0]!;
    kernels.copy({ ...x, shape: low!.shape }, low!);
    kernels.copy({ ...x, shape: low!.shape, offset: x.offset + low!.shape[0]! * step }, high!);
    kernels.fill(low!.shape[0]!, index!);
  },
  vjp: ({ outputs: [low] }) => {
    const { shape } = low!;
    return ([a, b]) => {
      const zeros = (): Tensor => doubles(Array.from({ length: shape[0]! }, () => 0));
      const [first, second] = [a ?? zeros(), b ?? zeros()];
      return [tensorOf(first, second)];
    };
  },
});

/** One after the other, in recorded operations. */
function tensorOf(first: Tensor, second: Tensor): Tensor {
  const n = first.shape[0]!;
  const at = (x: Tensor, offset: number): Tensor =>
    x
      .unsqueeze(0)
      .matmul(
        doubles(Array.from({ length: n }, (_, i) => Array.from({ length: 2 * n }, (_, j) => Number(j === i + offset)))),
      )
      .reshape([2 * n]);
  return at(first, 0).add(at(second, n));
}

test.each<[string, (parts: Tensor[]) => Tensor, number[]]>([
  ['both used', ([a, b]) => a!.sum().add(b!.mul(2).sum()), [1, 1, 2, 2]],
  ['the first only', ([a]) => a!.sum(), [1, 1, 0, 0]],
  ['the second only', ([, b]) => b!.square().sum(), [0, 0, 6, 8]],
])('the rule of several results is given undefined for unused ones: %s', (_name, build, want) => {
  const x = leaf([1, 2, 3, 4]);
  const parts = halves([x], undefined);
  expect(parts.map((part) => part.requiresGrad)).toEqual([true, true, false]);
  build(parts).backward();
  expect(x.grad!.tolist()).toEqual(want);
});

test('several results pass gradcheck', () => {
  expect(gradcheck((x) => halves([x.exp()], undefined).slice(0, 2), [leaf([0.1, 0.2, 0.3, 0.4])])).toBe(true);
});

test('an error from the shape rule leaves nothing recorded', () => {
  const x = leaf([1, 2, 3]);
  expect(() => halves([x], undefined)).toThrow(new ShapeError('halves: expected an even vector'));
});

/** A product whose rule saves each factor only where the other needs a gradient. */
const product = defineOp<readonly [Tensor, Tensor]>({
  name: 'product',
  shape: ([x]) => x,
  forward: (kernels, [x, y], [out]) => {
    kernels.copy(x, out!);
    const [to, by] = [out!.storage.data, y.storage.data];
    for (let i = 0; i < to.length; i++) to[i]! *= by[y.offset + i]!;
  },
  vjp: ({ inputs: [x, y], needs, save }) => {
    const savedY = needs[0] ? save(y) : undefined;
    const savedX = needs[1] ? save(x) : undefined;
    return ([g]) => [savedY && g!.mul(savedY()), savedX && g!.mul(savedX())];
  },
});

test('a rule is told which inputs need a gradient, so that what is not needed may change', () => {
  const [x, y] = [leaf([1, 2]), doubles([3, 4])];
  const result = product([x, y], undefined);
  noGrad(() => x.fill_(0));
  result.sum().backward();
  expect(x.grad!.tolist()).toEqual([3, 4]);
  const second = product([x, y], undefined);
  y.fill_(0);
  expect(() => second.sum().backward()).toThrow(/^product: a tensor of shape \[2\] that it saved/);
});

test('a rule runs once per recorded call, and not for others', () => {
  let rules = 0;
  const identity = defineOp<readonly [Tensor]>({
    name: 'identity',
    shape: ([x]) => x,
    forward: (kernels, [x], [out]) => kernels.copy(x, out!),
    vjp: () => {
      rules++;
      return (grads) => grads;
    },
  });
  identity([doubles([1])], undefined);
  noGrad(() => identity([leaf([1])], undefined));
  expect(rules).toBe(0);
  const y = identity([leaf([1])], undefined);
  y.sum().backward({ retainGraph: true });
  y.sum().backward();
  expect(rules).toBe(1);
});

const withRule = (name: string, rule: (g: Tensor) => readonly (Tensor | undefined)[]) => {
  const op = defineOp<readonly [Tensor]>({
    name,
    shape: ([x]) => x,
    forward: (kernels, [x], [out]) => kernels.copy(x, out!),
    vjp:
      () =>
      ([g]) =>
        rule(g!),
  });
  return (x: Tensor): Tensor => op([x], undefined);
};

test('a pullback may return undefined: nothing reaches the input', () => {
  const x = leaf([1, 2]);
  withRule('stop', () => [undefined])(x)
    .sum()
    .backward();
  expect(x.grad).toBeNull();
  expect(grad(withRule('stop', () => [undefined])(x).sum(), x, { allowUnused: true })).toEqual([undefined]);
});

test.each<[string, (g: Tensor) => Tensor, string]>([
  ['another size', () => doubles([1, 2, 3]), '[3] for an input of shape [2]'],
  ['too few dimensions', () => doubles(1), '[] for an input of shape [2]'],
  ['a size of 1', () => doubles([1]), '[1] for an input of shape [2]'],
  ['a size that was not broadcast', () => doubles([[1, 2, 3]]), '[1, 3] for an input of shape [2]'],
])('a gradient of %s is refused, naming the operation', (_name, rule, shapes) => {
  const y = withRule('crooked', (g) => [rule(g)])(leaf([1, 2]));
  expect(() => y.sum().backward()).toThrow(new GradientError(`crooked: its gradient rule gave shape ${shapes}`));
});

test.each<[string, readonly (Tensor | undefined)[]]>([
  ['too few', []],
  ['too many', [undefined, undefined]],
])('%s gradients are refused, naming the operation', (_name, gradients) => {
  const y = withRule('crooked', () => gradients)(leaf([1, 2]));
  expect(() => y.sum().backward()).toThrow(
    new GradientError(`crooked: its gradient rule returned ${gradients.length} gradients, expected 1, one per input`),
  );
});

test('without a rule results have no gradient', () => {
  const op = defineOp<readonly [Tensor]>({
    name: 'opaque',
    shape: ([x]) => x,
    forward: (kernels, [x], [out]) => kernels.copy(x, out!),
  });
  expect(op([leaf([1])], undefined).requiresGrad).toBe(false);
});

test('the dtype of a result is the promotion of the inputs unless given', () => {
  const shift = tensor([1, 2], { dtype: 'int32' });
  expect(scaleShift([tensor([1, 2]), shift], { scale: 1 }).dtype).toBe('float32');
  expect(scaleShift([shift, shift], { scale: 1 }).dtype).toBe('int32');
});

test('a view of one’s own shares storage and version', () => {
  const reversed = defineView<undefined>({
    name: 'everySecond',
    geometry: ({ shape, strides, offset }) => ({
      shape: [Math.ceil(shape[0]! / 2)],
      strides: [strides[0]! * 2],
      offset,
    }),
    vjp: ({ inputs: [x] }) => {
      const length = x.shape[0]!;
      return ([g]) => [
        tensorOf(
          g!
            .unsqueeze(1)
            .mul(doubles([1, 0]))
            .reshape([length]),
          doubles(Array(length).fill(0)),
        ).narrow(0, 0, length),
      ];
    },
  });
  const x = leaf([1, 2, 3, 4]);
  const y = reversed(x, undefined);
  expect([y.tolist(), y.storage === x.storage]).toEqual([[1, 3], true]);
  y.square().sum().backward();
  expect(x.grad!.tolist()).toEqual([2, 0, 6, 0]);
  noGrad(() => x.fill_(0));
  expect(y.tolist()).toEqual([0, 0]);
});
