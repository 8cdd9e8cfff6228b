import { ShapeError, type Tensor, zeros } from '@cotangent/core';
import { describe, expect, test } from 'vitest';
import { Linear, Module, ReLU, Sequential } from '../src/index.ts';

describe('errors say where they come from', () => {
  const input = zeros([5, 8]) as Tensor;

  class Model extends Module {
    readonly layers: Module[] = [new ReLU(), new ReLU(), new Linear(64, 10)];
    forward(x: Tensor): Tensor {
      let y = x;
      for (const layer of this.layers) y = layer.call(y);
      return y;
    }
  }

  const messageOf = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      return (error as Error).message;
    }
    return 'no error';
  };

  test('the innermost module with its whole path', () => {
    const expected = '(Linear 64 → 10): last dimension is 8, expected 64';
    expect(messageOf(() => new Model().call(input))).toBe(`layers.2 ${expected}`);
    expect(messageOf(() => new Sequential(new ReLU(), new Model()).call(input))).toBe(`1.layers.2 ${expected}`);
  });

  test('without a path for a module called by itself', () => {
    expect(messageOf(() => new Linear(64, 10).call(input))).toBe('Linear 64 → 10: last dimension is 8, expected 64');
  });

  test('with the operation when the module’s name does not say it', () => {
    class Product extends Module {
      forward(x: Tensor): Tensor {
        return x.matmul(x);
      }
    }
    expect(messageOf(() => new Sequential(new Product()).call(input))).toBe(
      '0 (Product): matmul: cannot multiply [5, 8] by [5, 8]',
    );
  });

  test('a module that no running one contains is the root of its own path', () => {
    const inner = new Sequential(new Linear(64, 10));
    class Wrapper extends Module {
      readonly #inner = inner;
      forward(x: Tensor): Tensor {
        return this.#inner.call(x);
      }
    }
    expect(messageOf(() => new Wrapper().call(input))).toBe('0 (Linear 64 → 10): last dimension is 8, expected 64');
  });

  test('the error is the one that was thrown, its stack says the same', () => {
    const error = new ShapeError('linear: wrong');
    class Failing extends Module {
      forward(): Tensor {
        throw error;
      }
    }
    expect(() => new Sequential(new Failing()).call(input)).toThrow(error);
    expect(error.message).toBe('0 (Failing): linear: wrong');
    expect(error.stack).toContain('0 (Failing): linear: wrong');
    expect(() => new Sequential(new Failing()).call(input)).toThrow(error);
    expect(error.message).toBe('0 (Failing): linear: wrong');
  });

  test('errors of others stay as they are', () => {
    class Failing extends Module {
      forward(): Tensor {
        throw new RangeError('mine');
      }
    }
    expect(() => new Sequential(new Failing()).call(input)).toThrow(new RangeError('mine'));
  });

  test('an error leaves nothing behind: the next call starts afresh', () => {
    const model = new Model();
    messageOf(() => model.call(input));
    expect(messageOf(() => new Linear(64, 10).call(input))).toBe('Linear 64 → 10: last dimension is 8, expected 64');
  });
});
