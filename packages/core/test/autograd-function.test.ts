import { expect, test } from 'vitest';
import {
  ArgumentError,
  AutogradFunction,
  enableGrad,
  type FunctionCtx,
  type Gradient,
  GradientError,
  grad,
  gradcheck,
  gradgradcheck,
  isGradEnabled,
  noGrad,
  onceDifferentiable,
  savedTensorsHooks,
  type Tensor,
  tensor,
  vmap,
} from '../src/index.ts';
import { doubles, expectTensor, leaf, useMovingMemory } from './structured-tensors.ts';

useMovingMemory();

class Exp extends AutogradFunction {
  static forward(ctx: FunctionCtx<[Tensor]>, x: Tensor): Tensor {
    const y = x.exp();
    ctx.saveForBackward(y);
    return y;
  }
  static backward(ctx: FunctionCtx<[Tensor]>, grad: Tensor): Tensor {
    const [y] = ctx.savedTensors;
    return grad.mul(y);
  }
}

/** `x · y · scale`, written with the context set up apart. */
class ScaledProduct extends AutogradFunction {
  static forward(x: Tensor, y: Tensor, scale: number): Tensor {
    return x.mul(y).mul(scale);
  }
  static setupContext(ctx: FunctionCtx<[Tensor, Tensor], { scale: number }>, inputs: [Tensor, Tensor, number]): void {
    const [x, y, scale] = inputs;
    ctx.saveForBackward(x, y);
    ctx.scale = scale;
  }
  static backward(ctx: FunctionCtx<[Tensor, Tensor], { scale: number }>, grad: Tensor): (Gradient | null)[] {
    const [x, y] = ctx.savedTensors;
    return [
      ctx.needsInputGrad[0] ? grad.mul(y).mul(ctx.scale) : null,
      ctx.needsInputGrad[1] ? grad.mul(x).mul(ctx.scale) : null,
      null,
    ];
  }
}

test('a custom function is called with apply and takes part in backward', () => {
  const x = leaf([0, 1]);
  const y = Exp.apply(x);
  expect([y.requiresGrad, y.gradFn!.name]).toEqual([true, 'Exp']);
  y.mul(2).sum().backward();
  expectTensor(x.grad!, [2, 2 * Math.E]);
});

test('a backward written in tensor operations has derivatives of every order', () => {
  const x = leaf([0.3, -0.2]);
  expect(gradcheck((a) => Exp.apply(a), [x])).toBe(true);
  expect(gradgradcheck((a) => Exp.apply(a), [x])).toBe(true);
  expect(gradgradcheck((a, b) => ScaledProduct.apply(a, b, 3), [x, leaf([2, 5])])).toBe(true);
  const [first] = grad(Exp.apply(x).sum(), x, { createGraph: true });
  const [second] = grad(first!.sum(), x, { createGraph: true });
  expectTensor(grad(second!.sum(), x)[0]!, [Math.exp(0.3), Math.exp(-0.2)]);
});

test('forward runs without recording, and is told which inputs want gradients', () => {
  const seen: unknown[] = [];
  class Look extends AutogradFunction {
    static forward(ctx: FunctionCtx, x: Tensor, y: Tensor, _flag: string): Tensor {
      seen.push(isGradEnabled(), ctx.needsInputGrad);
      return x.add(y);
    }
    static backward(_ctx: FunctionCtx, grad: Tensor): Gradient[] {
      return [grad, undefined, undefined];
    }
  }
  Look.apply(leaf(1), doubles(2), 'a');
  expect(seen).toEqual([false, [true, false, false]]);
  expect(Look.apply(doubles(1), doubles(2), 'a').requiresGrad).toBe(false);
  expect(noGrad(() => Look.apply(leaf(1), doubles(2), 'a')).requiresGrad).toBe(false);
});

test('the engine sums a gradient over broadcast dimensions and casts it', () => {
  class Add extends AutogradFunction {
    static forward(_ctx: FunctionCtx, x: Tensor, y: Tensor): Tensor {
      return x.add(y);
    }
    static backward(_ctx: FunctionCtx, grad: Tensor): Gradient[] {
      return [grad, grad];
    }
  }
  const [x, y] = [leaf([[1], [2]]), tensor([1, 2, 3], { requiresGrad: true })];
  Add.apply(x, y).sum().backward();
  expect([x.grad!.tolist(), y.grad!.tolist(), y.grad!.dtype]).toEqual([[[3], [3]], [2, 2, 2], 'float32']);
});

class SumAndProduct extends AutogradFunction {
  static forward(ctx: FunctionCtx<[Tensor, Tensor]>, x: Tensor, y: Tensor): [Tensor, Tensor, Tensor, string] {
    ctx.saveForBackward(x, y);
    const larger = x.gt(y).to(x.dtype);
    ctx.markNonDifferentiable(larger);
    return [x.add(y), x.mul(y), larger, 'no tensor'];
  }
  static backward(
    ctx: FunctionCtx<[Tensor, Tensor]>,
    sum: Tensor,
    product: Tensor,
    larger: Tensor,
    rest: Gradient,
  ): Gradient[] {
    const [x, y] = ctx.savedTensors;
    expect([larger.tolist(), rest]).toEqual([[0, 0], undefined]);
    return [sum.add(product.mul(y)), sum.add(product.mul(x))];
  }
}

test.each<[string, (sum: Tensor, product: Tensor) => Tensor, number[]]>([
  ['both', (sum, product) => sum.add(product).sum(), [4, 6]],
  ['the first', (sum) => sum.sum(), [1, 1]],
  ['the second', (_, product) => product.sum(), [3, 5]],
])('of several results %s may be used, zeros come for the others', (_name, use, want) => {
  const [x, y] = [leaf([1, 2]), leaf([3, 5])];
  const [sum, product, larger, rest] = SumAndProduct.apply(x, y);
  expect([sum.requiresGrad, product.requiresGrad, larger.requiresGrad, rest]).toEqual([true, true, false, 'no tensor']);
  use(sum, product).backward();
  expect(x.grad!.tolist()).toEqual(want);
});

test('without materialized gradients the unused results have undefined', () => {
  const seen: unknown[] = [];
  class Two extends AutogradFunction {
    static forward(ctx: FunctionCtx, x: Tensor): [Tensor, Tensor] {
      ctx.setMaterializeGrads(false);
      return [x.mul(2), x.mul(3)];
    }
    static backward(_ctx: FunctionCtx, two: Gradient, three: Gradient): Gradient {
      seen.push(two, three?.item());
      return three?.mul(3);
    }
  }
  const x = leaf(1);
  Two.apply(x)[1].backward();
  expect([seen, x.grad!.item()]).toEqual([[undefined, 1], 3]);
});

test('a function behind one that returned no gradient runs with zeros, others are passed over', () => {
  class Stop extends AutogradFunction {
    static forward(_ctx: FunctionCtx, x: Tensor): Tensor {
      return x.mul(1);
    }
    static backward(): undefined {}
  }
  const x = leaf([1, 2]);
  Stop.apply(Exp.apply(x)).sum().backward();
  expect(x.grad!.tolist()).toEqual([0, 0]);
  x.grad = null;
  Stop.apply(x.exp()).sum().backward();
  expect(x.grad).toBeNull();
});

test('saved tensors are watched, freed with the graph, and go through hooks', () => {
  const x = leaf([1, 2]);
  const y = Exp.apply(x);
  noGrad(() => y.zero_());
  expect(() => y.sum().backward()).toThrow(
    /^Exp: a tensor of shape \[2\] that it saved for its gradient, output of Exp, was changed in place: version 1/,
  );
  const z = Exp.apply(x);
  z.sum().backward({ retainGraph: true });
  z.sum().backward();
  expect(() => z.sum().backward()).toThrow(/^Exp: the values saved for the gradient are gone/);
  const packed: unknown[] = [];
  savedTensorsHooks(
    (saved) => {
      packed.push(saved.requiresGrad);
      return saved;
    },
    (saved) => saved,
    () => Exp.apply(x),
  )
    .sum()
    .backward();
  expect(packed).toEqual([false]);
});

test('an absent tensor may be saved', () => {
  class MaybeScaled extends AutogradFunction {
    static forward(ctx: FunctionCtx<[Tensor | undefined]>, x: Tensor, scale?: Tensor): Tensor {
      ctx.saveForBackward(scale);
      return scale ? x.mul(scale) : x.mul(1);
    }
    static backward(ctx: FunctionCtx<[Tensor | undefined]>, grad: Tensor): Gradient[] {
      const [scale] = ctx.savedTensors;
      return [scale ? grad.mul(scale) : grad, undefined];
    }
  }
  const x = leaf([1, 2]);
  MaybeScaled.apply(x).sum().backward();
  MaybeScaled.apply(x, doubles([5, 5]))
    .sum()
    .backward();
  expect(x.grad!.tolist()).toEqual([6, 6]);
});

class Identity extends AutogradFunction {
  static forward(ctx: FunctionCtx<[Tensor]>, x: Tensor): Tensor {
    ctx.saveForBackward(x);
    return x;
  }
  static backward(ctx: FunctionCtx<[Tensor]>, grad: Tensor): Tensor {
    const [x] = ctx.savedTensors;
    return grad.mul(x);
  }
}

test('an argument that is returned as it is comes back as a view of it', () => {
  const x = leaf([2, 3]);
  const y = Identity.apply(x);
  expect([y === x, y.storage === x.storage, x.isLeaf, y.gradFn!.name]).toEqual([false, true, true, 'Identity']);
  y.sum().backward();
  expect(x.grad!.tolist()).toEqual([2, 3]);
  expect(noGrad(() => Identity.apply(x)).requiresGrad).toBe(false);
  expect(() => Identity.apply(x.mul(1)).mul_(2)).toThrow(GradientError);
});

class Double_ extends AutogradFunction {
  static forward(ctx: FunctionCtx, x: Tensor): Tensor {
    ctx.markDirty(x);
    return x.mul_(2);
  }
  static backward(_ctx: FunctionCtx, grad: Tensor): Tensor {
    return grad.mul(20);
  }
}

test('an argument changed in place is returned itself, with a new history', () => {
  const x = leaf([1, 2]);
  const hidden = x.mul(3);
  const part = hidden.select(0, 1);
  const y = Double_.apply(hidden);
  expect([y === hidden, hidden.tolist()]).toEqual([true, [6, 12]]);
  part.backward();
  expect(x.grad!.tolist()).toEqual([0, 60]);
});

test('a view changed in place gives its base the new history', () => {
  const x = leaf([1, 2]);
  const hidden = x.mul(3);
  expect(Double_.apply(hidden.select(0, 1)).item()).toBe(12);
  hidden.sum().backward();
  expect(x.grad!.tolist()).toEqual([3, 60]);
});

test('a changed argument may be saved as the result it is, also when it is a view', () => {
  class Exp_ extends AutogradFunction {
    static forward(ctx: FunctionCtx<[Tensor]>, x: Tensor): Tensor {
      ctx.markDirty(x);
      ctx.saveForBackward(x.exp_());
      return x;
    }
    static backward(ctx: FunctionCtx<[Tensor]>, g: Tensor): Tensor {
      return g.mul(ctx.savedTensors[0]);
    }
  }
  const partly = (x: Tensor): Tensor => {
    const whole = x.mul(1);
    Exp_.apply(whole.narrow(0, 1, 2));
    return whole;
  };
  const x = leaf([0.3, -0.2, 0.5]);
  expect(gradgradcheck((a) => Exp_.apply(a.mul(1)), [x])).toBe(true);
  expect(gradcheck(partly, [x])).toBe(true);
  expect(gradgradcheck(partly, [x])).toBe(true);
});

test('leaves may not be changed in place, and what was marked has to be returned', () => {
  expect(() => Double_.apply(leaf([1]))).toThrow(
    new GradientError('Double_: a leaf tensor that requires grad cannot be changed in place; do it inside noGrad'),
  );
  class Forgets extends AutogradFunction {
    static forward(ctx: FunctionCtx, x: Tensor): Tensor {
      ctx.markDirty(x);
      return x.mul(2);
    }
  }
  expect(() => Forgets.apply(leaf([1]).mul(1))).toThrow(
    new GradientError('Forgets: an argument that was marked dirty is not among the results'),
  );
});

class Cube extends AutogradFunction {
  static forward(ctx: FunctionCtx<[Tensor]>, x: Tensor): Tensor {
    ctx.saveForBackward(x);
    return x.pow(3);
  }
  static backward = onceDifferentiable((ctx: FunctionCtx<[Tensor]>, grad: Tensor) => {
    expect(isGradEnabled()).toBe(false);
    return grad.mul(ctx.savedTensors[0].square().mul(3));
  });
}

test('a function marked once differentiable refuses a second time, by name', () => {
  const x = leaf([1, 2]);
  Cube.apply(x).sum().backward();
  expect(x.grad!.tolist()).toEqual([3, 12]);
  const [g] = grad(Cube.apply(x).sum(), x, { createGraph: true });
  const error = new GradientError(
    'Cube: trying to differentiate twice a function that was marked with onceDifferentiable',
  );
  expect(g!.tolist()).toEqual([3, 12]);
  expect(() => g!.sum().backward()).toThrow(error);
  expect(() => grad(g!.sum(), x)).toThrow(error);
});

const returning = (value: unknown) => {
  class Crooked extends AutogradFunction {
    static forward(_ctx: FunctionCtx, x: Tensor, _factor: number): Tensor {
      return x.mul(2);
    }
    static backward(): Gradient {
      return value as Gradient;
    }
  }
  return Crooked;
};
const one = doubles(1);

test.each<[string, unknown, string]>([
  ['too few', one, 'Crooked: backward returned 1 gradients, expected 2, one per argument of forward'],
  [
    'too many',
    [one, undefined, one],
    'Crooked: backward returned 3 gradients, expected 2, one per argument of forward',
  ],
  [
    'one for a number',
    [one, one],
    'Crooked: backward returned a gradient for argument 1, which is no tensor; return undefined there',
  ],
  ['a number', [3, undefined], 'Crooked: backward returned number as gradient 0'],
  [
    'another shape',
    [doubles([1, 2, 3]).reshape([1, 3]), undefined],
    'Crooked: its gradient rule gave shape [1, 3] for an input of shape [2]',
  ],
])('%s gradients are refused', (_name, value, message) => {
  expect(() =>
    returning(value)
      .apply(leaf([1, 2]), 3)
      .sum()
      .backward(),
  ).toThrow(message);
});

test('surplus gradients of undefined are passed over', () => {
  const x = leaf([1, 2]);
  returning([doubles([1, 1]), undefined, null])
    .apply(x, 3)
    .sum()
    .backward();
  expect(x.grad!.tolist()).toEqual([1, 1]);
});

test('what is missing or is no tensor is named', () => {
  class NoBackward extends AutogradFunction {
    static forward(_ctx: FunctionCtx, x: Tensor): Tensor {
      return x.mul(2);
    }
  }
  expect(() => NoBackward.apply(leaf(1)).backward()).toThrow(
    new GradientError('NoBackward: the class has no static method backward'),
  );
  class SavesNumber extends AutogradFunction {
    static forward(ctx: FunctionCtx, x: Tensor): Tensor {
      ctx.saveForBackward(3 as unknown as Tensor);
      return x.mul(2);
    }
  }
  expect(() => SavesNumber.apply(leaf(1))).toThrow(
    new ArgumentError('SavesNumber: saveForBackward takes tensors, got number at position 0'),
  );
});

test('backward may itself run a backward', () => {
  class Square extends AutogradFunction {
    static forward(ctx: FunctionCtx<[Tensor]>, x: Tensor): Tensor {
      ctx.saveForBackward(x);
      return x.square();
    }
    static backward(ctx: FunctionCtx<[Tensor]>, outer: Tensor): Tensor {
      const x = ctx.savedTensors[0].detach().requiresGrad_();
      enableGrad(() => x.square().sum()).backward();
      return outer.mul(x.grad!);
    }
  }
  const x = leaf([1, 2]);
  Square.apply(x).sum().backward();
  expect(x.grad!.tolist()).toEqual([2, 4]);
});

test('vmap runs a function that says it may, and refuses others by name', () => {
  class MappedExp extends Exp {
    static generateVmapRule = true;
  }
  const x = leaf([
    [0, 1],
    [2, 3],
  ]);
  const slopes = vmap((row: Tensor) => grad(MappedExp.apply(row).square().sum(), row)[0]);
  const want = noGrad(() => x.mul(2).exp().mul(2));
  expectTensor(slopes(x), want.tolist() as number[][]);
  vmap((row: Tensor) => MappedExp.apply(row))(x)
    .sum()
    .backward();
  expectTensor(x.grad!, noGrad(() => x.exp()).tolist() as number[][]);
  expect(() => vmap((row: Tensor) => Exp.apply(row))(x)).toThrow(
    new ArgumentError(
      'vmap: the custom function Exp does not say that vmap may run it; ' +
        'where its forward and backward are made of tensor operations, set static generateVmapRule = true',
    ),
  );
});

test('arguments, results and the context are typed', () => {
  const misuse = (): void => {
    // @ts-expect-error forward takes a tensor
    Exp.apply(3);
    // @ts-expect-error and only one
    Exp.apply(leaf(1), leaf(1));
    // @ts-expect-error the context has no other attribute than scale
    ScaledProduct.setupContext = (ctx: Parameters<(typeof ScaledProduct)['setupContext']>[0]) => ctx.factor;
    class NoForward extends AutogradFunction {}
    // @ts-expect-error there is no forward
    NoForward.apply(leaf(1));
  };
  expect(misuse).toBeTypeOf('function');
  const y: Tensor = Exp.apply(leaf(0));
  expect(y.item()).toBe(1);
});
