import { CotangentError, isTensor, type Tensor, tensor } from '@cotangent/core';
import { describe, expect, test } from 'vitest';
import { buildModule } from '../src/adapter/build-module.ts';
import type { Case } from '../src/corpus.ts';
import { evaluate } from '../src/python/evaluate.ts';
import { execute } from '../src/python/execute.ts';
import { parseFormula } from '../src/python/formula.ts';
import { parseExpression } from '../src/python/parse-expression.ts';
import { parseProgram } from '../src/python/parse-program.ts';
import { type Environment, PythonError, pythonFunction } from '../src/python/scope.ts';
import { UnsupportedSyntax } from '../src/python/syntax.ts';
import { runModuleError } from '../src/sections/module-error.ts';
import { Ellipsis, NotThere, Slice } from '../src/values.ts';

const a0 = tensor([1, -2, 3]);

const environment = (): Environment =>
  new Map<string, unknown>([
    ['a0', a0],
    [
      'm',
      tensor([
        [1, 2],
        [3, 4],
      ]),
    ],
    ['show', pythonFunction((args, kwargs) => ({ args, kwargs }))],
  ]);

const plain = (value: unknown): unknown => (isTensor(value) ? (value as Tensor).tolist() : value);
const run = (text: string): unknown => plain(evaluate(parseExpression(text), environment()));

/** What the names hold after a program. */
function runProgram(text: string): Record<string, unknown> {
  const names = environment();
  execute(parseProgram(text), names);
  return Object.fromEntries([...names].map(([name, value]) => [name, plain(value)]));
}

describe('an expression', () => {
  test.for<[string, unknown]>([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 4 - 3', 3],
    ['2 ** 3 ** 2', 512],
    ['-2 ** 2', -4],
    ['2 ** -1', 0.5],
    ['7 // 2 + -7 // 2', -1],
    ['-7 % 3', 2],
    ['1.5e2 + .5', 150.5],
    ['not 1 == 2', true],
    ['3 >= 3', true],
    ['None is None', true],
    ['1 is not None', true],
    ['True == 1', true],
    ['[1, 2] + [3]', [1, 2, 3]],
    ['(1, 2) == (1, 2)', true],
    ['int(2.7) + float(1)', 3],
    ['len([1, 2, 3])', 3],
    ['1 if 2 > 1 else 3', 1],
    ['1 if [] else 2 if 0 else 3', 3],
    ['(lambda e: 1 if e < 5 else 0)(5)', 0],
    ['min(3, 1, 2) + max(4, 5) + abs(-6)', 12],
    ['math.cos(math.pi) + math.sqrt(4)', 1],
    ['[10, 20, 30][-1]', 30],
    ['[10, 20, 30][1:]', [20, 30]],
    ["{'a': 1, 'b': 2}['b']", 2],
    ['(lambda x, y: x * y)(3, 4)', 12],
    ["'a, (b'", 'a, (b'],
    ["'it\\'s' ' ' + 'so'", "it's so"],
    ['1 < 2 < 3 != 3', false],
    ['0 or 5 and 6', 6],
    ['1 if 2 > 3 else 4', 4],
    ['2 in [1, 2] and 3 not in (1, 2)', true],
    ['[x * y for x in range(3) if x for y in (1, 10)]', [1, 10, 2, 20]],
    ['{k: v for k, v in [(1, 2)]}[1]', 2],
    ['sum(x * x for x in [1, 2, 3])', 14],
    ['[i + x for i, x in enumerate([5, 6])]', [5, 7]],
    ['[[1, 2] * 2, max(3, 4), min([2, 1]), abs(-3)]', [[1, 2, 1, 2], 4, 1, 3]],
    ['(lambda x, *rest, k=1, **more: [x, rest, k, more])(1, 2, 3, k=4, z=5)', [1, [2, 3], 4, new Map([['z', 5]])]],
    ['(lambda *a: a)(*[1, 2], 3)', [1, 2, 3]],
    ['{1, 2, 2}', new Set([1, 2])],
    ['isinstance(a0, torch.Tensor) and not isinstance(1, str)', true],
    ['type(a0).__name__', 'Tensor'],
    ['1_000 + len({})', 1000],
  ])('%s is %j', ([text, value]) => {
    expect(run(text)).toEqual(value);
  });

  test.for<[string, unknown]>([
    ['-a0 ** 2', [-1, -4, -9]],
    ['(-a0) ** 2', [1, 4, 9]],
    ['+a0', [1, -2, 3]],
    ['2 - a0', [1, 4, -1]],
    ['1 / a0', [1, -0.5, Math.fround(1 / 3)]],
    ['a0 % 3', [1, 1, 0]],
    ['a0 > 0', [true, false, true]],
    ['~(a0 > 0)', [false, true, false]],
    ['(a0 > 0) & (a0 < 2)', [true, false, false]],
    ['a0 @ a0', 14],
    [
      'm @ m',
      [
        [7, 10],
        [15, 22],
      ],
    ],
    ['m.T.sum(0).neg()', [-3, -7]],
    ['m.sum(dim=1, keepdim=True)', [[3], [7]]],
    ['torch.max(m, 1)[0]', [2, 4]],
    ['torch.max(m, 1).indices', [1, 1]],
    ['F.relu(a0)', [1, 0, 3]],
    ['relu(a0)', [1, 0, 3]],
    ['torch.cat([a0, a0]).shape', [6]],
    ['a0.where(a0 > 0, 9)', [1, 9, 3]],
    ['a0.dtype == torch.float32', true],
    ['a0.unsqueeze(0).expand(2, 3).sum()', 4],
    ['m[1, 0]', 3],
    ['m[:, 1]', [2, 4]],
    ['m[..., ::2]', [[1], [3]]],
    ['a0[None, 1:]', [[-2, 3]]],
    ['a0[[2, 0]]', [3, 1]],
    ['a0[(2,)]', 3],
    ['m[[1, 0], [0, 0]]', [3, 1]],
    ['m[[[1, 0], [0, 0]]]', [3, 1]],
    ['a0[a0 > 0]', [1, 3]],
    ['a0[torch.tensor([0, -1])]', [1, 3]],
    ['ones(2, 3).sum()', 6],
    ['(a0.sum)()', 2],
    ['a0.is_contiguous()', true],
    ['Linear(2, 3, bias=False).weight.shape', [3, 2]],
    ['[name for name, _ in nn.Sequential(nn.Linear(1, 2)).named_parameters()]', ['0.weight', '0.bias']],
    ['torch.func.grad(lambda x: (x ** 2).sum())(a0)', [2, -4, 6]],
    ['torch.func.vmap(lambda x, y: x * y, in_dims=(0, None))(a0, a0)[1]', [-2, 4, -6]],
    ['torch.autograd.functional.hessian(lambda x: (x ** 3).sum(), a0)[1][1]', -12],
  ])('%s computes %j', ([text, value]) => {
    expect(run(text)).toEqual(value);
  });

  test('keeps positional and keyword arguments apart', () => {
    expect(run('show(1, (2, 3), [4], x=5, y=None)')).toEqual({
      args: [1, [2, 3], [4]],
      kwargs: { x: 5, y: undefined },
    });
    expect(run('show(1,)')).toEqual({ args: [1], kwargs: {} });
  });

  test('keeps lists, tuples and brackets apart', () => {
    expect(parseExpression('[(1, 2)]')).toMatchObject({ kind: 'list', items: [{ kind: 'tuple' }] });
    expect(parseExpression('([1, 2])')).toMatchObject({ kind: 'list', items: [{ value: 1 }, { value: 2 }] });
    expect(parseExpression('[[1, 2]]')).toMatchObject({ kind: 'list', items: [{ kind: 'list' }] });
    expect(parseExpression('(1,)')).toMatchObject({ kind: 'tuple', items: [{ value: 1 }] });
    expect(parseExpression('(1)')).toEqual({ kind: 'constant', value: 1 });
    expect(parseExpression('()')).toEqual({ kind: 'tuple', items: [] });
    expect(parseExpression('1, 2')).toMatchObject({ kind: 'tuple' });
    expect(parseExpression("(')', 1)")).toMatchObject({ kind: 'tuple', items: [{ value: ')' }, { value: 1 }] });
  });

  test('reads slices', () => {
    const items = (parseExpression('x[1:, ::2, ..., None, -1]') as unknown as { index: { items: unknown[] } }).index
      .items;
    expect(items.map((item) => evaluate(item as never, new Map()))).toEqual([
      new Slice(1, null, null),
      new Slice(null, null, 2),
      new Ellipsis(),
      undefined,
      -1,
    ]);
  });

  test('makes floats of numbers with a point, ints of those without', () => {
    const dtype = (text: string): unknown => (evaluate(parseExpression(text), new Map()) as Tensor).dtype;
    expect(dtype('torch.tensor([1, 2])')).toBe('int32');
    expect(dtype('torch.tensor([1., 2.])')).toBe('float32');
    expect(dtype('torch.tensor([1, 2], dtype=torch.float64)')).toBe('float64');
    expect(dtype('torch.tensor([1., 2.], dtype=torch.int64)')).toBe('int32');
    expect(dtype('torch.tensor([True, False])')).toBe('bool');
    expect(dtype('torch.tensor([1.5]).to(torch.float64)')).toBe('float64');
  });
});

describe('a program', () => {
  test('assigns, unpacks and updates', () => {
    const program = 'x=torch.tensor([1.,2.,3.]);x[1]=5;x[2:]+=1;x.clamp_(min=2)';
    expect(runProgram(program)).toMatchObject({ x: [2, 5, 4] });
    expect(runProgram('x=1;y,z=2,[3]\nx+=4;y**=3 # eight\nz=z+[x];')).toMatchObject({ x: 5, y: 8, z: [3, 5] });
  });

  test('fills a dict whose keys hold signs', () => {
    const { r } = runProgram("r={}\nr['a=b; # c']=a0*2\nr['same']=a0 is a0\n") as { r: Map<string, unknown> };
    expect(plain(r.get('a=b; # c'))).toEqual([2, -4, 6]);
    expect(r.get('same')).toBe(true);
  });

  test('switches gradients off inside `with` and on again behind it', () => {
    const program = `x=torch.tensor([1.],requires_grad=True)
with torch.no_grad():
    a=(x*2).requires_grad
    with torch.enable_grad():
        b=(x*2).requires_grad
    c=(x*2).requires_grad
with torch.no_grad(): d=show(x[0:1] if False else x)`.replace(
      'x[0:1] if False else x',
      '(lambda y: y)((x*2).requires_grad)',
    );
    const { a, b, c, d } = runProgram(`${program}\ne=(x*2).requires_grad`);
    expect([a, b, c]).toEqual([false, true, false]);
    expect(d).toEqual({ args: [false], kwargs: {} });
    expect(runProgram(`${program}\ne=(x*2).requires_grad`).e).toBe(true);
  });

  test('runs backward, hooks and second derivatives', () => {
    const { first, second, hooked } = runProgram(`x=torch.tensor([1., 2.],requires_grad=True)
g=torch.autograd.grad((x**3).sum(),x,create_graph=True)[0]
first=g.detach()
second=torch.autograd.grad(g.sum(),[x])[0]
h=x.register_hook(lambda g: g*10)
(x*x).sum().backward()
h.remove()
hooked=x.grad.clone()`);
    expect({ first, second, hooked }).toEqual({ first: [3, 12], second: [6, 12], hooked: [20, 40] });
  });

  test('knows what else torch.autograd has', () => {
    const program = `
x=torch.tensor([1., 2.],requires_grad=True)
seen=[]
x.register_post_accumulate_grad_hook(lambda p: seen.append(p.grad.sum().item()))
with torch.autograd.graph.saved_tensors_hooks(lambda t: t * 2, lambda t: t / 2):
  y=x.exp()
torch.autograd.backward([y.sum(), x.sum()])
z=torch.utils.checkpoint.checkpoint(lambda a, n: (a * n).exp(), x, 2, use_reentrant=False)
z.retain_grad()
z.sum().backward()
kept=z.grad
retained=z.retains_grad
unused=torch.autograd.grad(x.sum(), [x, torch.tensor([3.], requires_grad=True)], materialize_grads=True)[1]
with torch.inference_mode():
  inference=(x * 2).is_inference()
`;
    expect(runProgram(program)).toMatchObject({
      seen: [expect.closeTo(2 + Math.E + Math.E ** 2, 4), expect.any(Number)],
      kept: [1, 1],
      retained: true,
      unused: [0],
      inference: true,
    });
  });

  test('can take requires_grad away', () => {
    expect(runProgram('x=torch.tensor([1.],requires_grad=True)\nx.requires_grad_(False)\ny=x.requires_grad').y).toBe(
      false,
    );
  });
});

describe('a program with blocks', () => {
  test('loops and branches', () => {
    const { found, total, left } = runProgram(`found=[]
total=0
for i, x in enumerate([3, 4, 5, 6]):
    if x % 2:
        continue
    elif x > 5: break
    else:
        found.append((i, x))
    total += x
left = 10
while left > total:
    left -= 3`);
    expect({ found, total, left }).toEqual({ found: [[1, 4]], total: 4, left: 4 });
  });

  test('functions see the names around them, and have their own', () => {
    const { y, z, k } = runProgram(`k=2
def scaled(x, by=k, *more, **named):
    k = x * by
    return k + len(more) + named.get('plus', 0)
y=scaled(3)
z=scaled(3, 4, 0, 0, plus=5)`);
    expect({ y, z, k }).toEqual({ y: 6, z: 19, k: 2 });
  });

  test('errors of the library and of the program are caught, what is missing is not', () => {
    const { first, second, last } = runProgram(`last=0
try:
    a0.reshape(7)
    first='no error'
except (ValueError, RuntimeError) as error:
    first='caught' if len(str(error)) > 0 else ''
finally:
    last += 1
try:
    raise KeyError('k')
except ValueError:
    second='wrong'
except KeyError as error:
    second=error.args[0]
finally: last += 1`);
    expect({ first, second, last }).toEqual({ first: 'caught', second: 'k', last: 2 });
    expect(() => runProgram('try: torch.nothing(a0)\nexcept Exception: x=1')).toThrow(NotThere);
    expect(() => runProgram('assert 1 == 2')).toThrow(PythonError);
  });

  test('a custom function has its own gradient', () => {
    const { gradient, value } = runProgram(`class Scaled(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, by):
        ctx.save_for_backward(x)
        ctx.by = by
        return x * by
    @staticmethod
    def backward(ctx, g):
        x, = ctx.saved_tensors
        return g * ctx.by * 100 + x * 0, None
x=torch.tensor([1., 2.], requires_grad=True)
value=Scaled.apply(x, 3)
value.sum().backward()
gradient=x.grad`);
    expect({ value, gradient }).toEqual({ value: [3, 6], gradient: [300, 300] });
  });

  test('a model is trained', () => {
    const { before, after } = runProgram(`import torch.nn.functional as G
from torch import nn
model = nn.Linear(1, 1)
opt = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.5)
data = torch.tensor([[1.], [2.]])
loss = lambda: G.mse_loss(model(data), 3 * data)
before = loss().item()
for _ in range(30):
    opt.zero_grad()
    loss().backward()
    opt.step()
after = loss().item()`);
    expect(after as number).toBeLessThan((before as number) / 10);
  });

  test('several names, unpacking with a star, del, and several scopes', () => {
    const { a, b, c, d, x, y } = runProgram(`a = b = 1
c, *d = [1, 2, 3]
r = {'k': 1}
del r['k'], a
a = len(r)
with torch.no_grad(), torch.enable_grad():
    x = torch.tensor([1.], requires_grad=True)
    y = (x * 2).requires_grad`);
    expect({ a, b, c, d, x, y }).toEqual({ a: 0, b: 1, c: 1, d: [2, 3], x: [1], y: true });
  });
});

describe('a formula', () => {
  const A = tensor([
    [2, 1],
    [0, 3],
  ]);
  const names: Environment = new Map<string, unknown>([
    ['A', A],
    ['x', tensor([1, 2])],
    ['B', tensor([5, 7])],
    ['c', 3],
  ]);

  test.for<[string, unknown]>([
    ['loss = 0.5 * x^T A x - B^T x', -11],
    ['f = x^T A^T x + c', 19],
    ['2 c x', [6, 12]],
    ['A x', [4, 6]],
    ['A (x - B)', [-13, -15]],
    ['2 (c + 1)^2', 32],
    ['||x||^2 + |-c|', 8],
    ['sum((x − 1)²)', 1],
    ['B·x', 19],
    ['loss = (x - B)^2, reduction mean', 20.5],
    ['mse_loss(x, B), reduction sum', 41],
    ['loss = mse_loss(tanh(0 x), B), reduction none', [25, 49]],
  ])('%s is %j', ([text, value]) => {
    const result = plain(evaluate(parseFormula(text), names));
    if (typeof value === 'number') expect(result).toBeCloseTo(value, 4);
    else expect(result).toEqual(value);
  });

  test.for(['x ^', 'x, of some kind', '= x', 'loss = ', 'x + 1, scaled 2'])('%s is unsupported syntax', (text) => {
    expect(() => parseFormula(text)).toThrow(UnsupportedSyntax);
  });
});

describe('a program in loose notation', () => {
  const refuse = (program: string): (() => void) => {
    return () => runModuleError({ id: '', program } as unknown as Case);
  };

  test.for([
    'x=ones(3,rg); (x*2).backward()',
    'y=x.exp(); y+=1; y.sum().backward()',
    'grad(a.sum(), b) without allow_unused',
    'grad((a*b).sum(), c)',
    'ones(3,int64).requires_grad_()',
    'ones(2).item()',
    'Linear(2,2).load_state_dict({weight})',
    'Linear(2,2).load_state_dict({weight: (3,2), bias})',
    'Sequential(Linear(2,2)).load_state_dict({0.weight: (2,2), 0.bias, 1.bias: 3})',
    'Linear(2,3)(zeros(4,5))',
  ])('%s is refused by the library', (program) => {
    expect(refuse(program)).toThrow(CotangentError);
  });

  test.for([
    'x=ones(3,rg); x.sum().backward()',
    'y=x.exp(); y=y+1; y.sum().backward()',
    'grad(a.sum(), b) with allow_unused',
    'grad((a*b).sum(), b) without allow_unused',
    'ones(3,float64).requires_grad_()',
    'ones(1).item()',
    'Linear(2,2).load_state_dict({weight, bias})',
    'Linear(2,2).load_state_dict({weight: (2,2), bias})',
    'Linear(2,2).load_state_dict({weight: (2,2)}, strict=False)',
    'Linear(2,3)(zeros(4,2))',
  ])('%s is not', (program) => {
    expect(refuse(program)).not.toThrow();
  });

  test('layers without arguments have those that their shapes ask for', () => {
    const shapes = new Map([
      ['0.weight', [4, 2, 3]],
      ['1.0.weight', [4]],
      ['1.1.weight', [5, 4]],
    ]);
    const model = buildModule('Sequential(Conv1d, Sequential(BatchNorm1d, Linear), ReLU)', shapes);
    expect([...model.namedParameters()].map(([name, { shape }]) => [name, shape])).toEqual([
      ['0.weight', [4, 2, 3]],
      ['0.bias', [4]],
      ['1.0.weight', [4]],
      ['1.0.bias', [4]],
      ['1.1.weight', [5, 4]],
      ['1.1.bias', [5]],
    ]);
    expect(() => buildModule('Sequential(Unknown)')).toThrow(NotThere);
    expect(() => buildModule('3')).toThrow(NotThere);
  });
});

describe('text that cannot be read', () => {
  test.for([
    ...[
      '',
      '1 +',
      '(1, 2',
      '[1',
      '{1: 2',
      'f(1',
      'f(1 2)',
      'a0[',
      'a0[]',
      'a0.',
      'a0.(1)',
      'lambda x',
      'lambda x, 1: x',
    ],
    ...[
      'lambda',
      "'open",
      '"a\\qb"',
      '1 2',
      'a b',
      'x if y',
      'x if y else',
      '[x for x]',
      '[for x in y]',
      'f(*)',
      'f"x"',
      '0x10',
      '1j',
      'yield x',
      'x := 1',
      '{1: 2, 3}',
      'if',
      '$',
      '1 = 2',
    ],
    ...['{1: 2 3: 4}', ')', ',', 'not', '~', '**', `${'('.repeat(5000)}1${')'.repeat(5000)}`, `${'-'.repeat(5000)}1`],
  ])('%s is unsupported syntax', (text) => {
    expect(() => parseExpression(text)).toThrow(UnsupportedSyntax);
  });

  test.for([
    ...[
      'for x in y',
      'for x y: 1',
      'if x:\ny=1',
      'else: 1',
      'def f: 1',
      'import',
      'x=y=',
      'global x',
      'with torch.no_grad()',
      'with torch.no_grad():',
    ],
    ...['with torch.no_grad():\nx=1', '  x=1\n y=2', 'x=1\n  y=2', 'x:=1', 'x=', '=1', 'x &&= 1', 'try: x', 'x=1 y=2'],
  ])('the program %j is unsupported syntax', (text) => {
    expect(() => parseProgram(text)).toThrow(UnsupportedSyntax);
  });

  test('an empty program does nothing', () => {
    expect(parseProgram('\n  # nothing\n\n')).toEqual([]);
  });

  test('unsupported syntax counts as not there', () => {
    expect(new UnsupportedSyntax('x')).toBeInstanceOf(NotThere);
  });
});

describe('what the evaluator does not know is not there', () => {
  test.for([
    ...[
      'unknown',
      'torch.no_such_op(a0)',
      'a0.no_such_method()',
      'a0.no_such_attribute',
      'constructor',
      'a0.constructor',
    ],
    ...[
      "'a' + 1",
      '[1, 2].sort_of()',
      '(1).real',
      "'text'[0]",
      '~5',
      'a0 ^ 1',
      '1(2)',
      'torch.special.expit(a0)',
      'toString(a0)',
    ],
  ])('%s', (text) => {
    expect(() => run(text)).toThrow(NotThere);
  });

  test.for(['a0.data=1', 'x,y=[1]', 'with a0: x=1', 'f(1)=2'])('the statement %s', (text) => {
    expect(() => runProgram(text)).toThrow(NotThere);
  });
});
