import { isTensor, type Tensor, tensor } from '@cotangent/core';
import { describe, expect, test } from 'vitest';
import { type Environment, evaluate, pythonFunction } from '../src/python/evaluate.ts';
import { execute } from '../src/python/execute.ts';
import { parseExpression } from '../src/python/parse-expression.ts';
import { parseProgram } from '../src/python/parse-program.ts';
import { UnsupportedSyntax } from '../src/python/syntax.ts';
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

  test('can take requires_grad away', () => {
    expect(runProgram('x=torch.tensor([1.],requires_grad=True)\nx.requires_grad_(False)\ny=x.requires_grad').y).toBe(
      false,
    );
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
      '"a\\"b"',
      '1 2',
      'a b',
      '1 < 2 < 3',
      'x if y',
      'x if y else',
      '[x for x in y]',
      'f(*a)',
      'f"x"',
      '$',
      '1 = 2',
    ],
    ...['{1: 2 3: 4}', ')', ',', 'not', '~', '**', `${'('.repeat(5000)}1${')'.repeat(5000)}`, `${'-'.repeat(5000)}1`],
  ])('%s is unsupported syntax', (text) => {
    expect(() => parseExpression(text)).toThrow(UnsupportedSyntax);
  });

  test.for([
    ...[
      'for x in y: x',
      'if x:\n  y=1',
      'def f(): 1',
      'import torch',
      'x=y=1',
      'with torch.no_grad()',
      'with torch.no_grad():',
    ],
    ...['with torch.no_grad():\nx=1', '  x=1\n y=2', 'x=1\n  y=2', 'x:=1', 'x=', '=1', 'x &= 1', 'try: x'],
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
      "'a' + 'b'",
      '[1, 2].append(3)',
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
