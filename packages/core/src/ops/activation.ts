import { ArgumentError, ShapeError } from '../errors.ts';
import * as e from '../formula/builder.ts';
import type { Num } from '../formula/formula.ts';
import { defineElementwise } from '../op/define-elementwise.ts';
import { refuseBools } from '../op/formula-op.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape, wrapDim } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';

const sigmoidOp = /* @__PURE__ */ defineElementwise({
  name: 'sigmoid',
  promotion: 'float',
  formula: (x) => e.sigmoid(x),
});

/** `1 / (1 + exp(−x))`. */
export function sigmoid(x: Tensor): Tensor {
  return sigmoidOp(x);
}

const reluOp = /* @__PURE__ */ defineElementwise({ name: 'relu', promotion: 'numeric', formula: (x) => e.relu(x) });

/** `max(x, 0)`; its gradient at 0 is 0. Throws a DTypeError for bools. */
export function relu(x: Tensor): Tensor {
  refuseBools('relu', [x], 'float()');
  return reluOp(x);
}

const leakyReluOp = /* @__PURE__ */ defineElementwise({
  name: 'leakyRelu',
  promotion: 'float',
  scalars: 1,
  formula: (x, slope) => e.where(e.gt(x, 0), x, e.mul(x, slope)),
});

/** What leakyRelu takes. */
export interface LeakyReluOptions {
  /** Defaults to 0.01. */
  readonly negativeSlope?: number | undefined;
}

/** x where positive, else `negativeSlope · x`. */
export function leakyRelu(x: Tensor, { negativeSlope = 0.01 }: LeakyReluOptions = {}): Tensor {
  return leakyReluOp(x, negativeSlope);
}

const preluOp = /* @__PURE__ */ defineElementwise({
  name: 'prelu',
  promotion: 'float',
  numbers: false,
  formula: (x, weight) => e.where(e.gt(x, 0), x, e.mul(weight, x)),
});

/**
 * x where positive, else `weight · x`, with one weight for all or one per channel (dimension 1).
 *
 * Throws a ShapeError for any other weight. https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.prelu.html
 */
export function prelu(x: Tensor, weight: Tensor): Tensor {
  checkTensor('prelu', x, 0);
  checkTensor('prelu', weight, 1);
  if (weight.ndim > 1) throw new ShapeError(`prelu: the weight must be 0-d or 1-d, got ${formatShape(weight.shape)}`);
  if (weight.numel() === 1) return preluOp(x, weight.reshape([]));
  const channels = x.ndim < 2 ? 1 : x.shape[1]!;
  if (weight.numel() !== channels) {
    throw new ShapeError(`prelu: expected 1 or ${channels} weights for ${formatShape(x.shape)}, got ${weight.numel()}`);
  }
  return preluOp(x, weight.reshape([channels, ...x.shape.slice(2).map(() => 1)]));
}

/** The negative part, so that an exp of it cannot overflow where it is not used. */
function negativePart(x: Num): Num {
  return e.where(e.gt(x, 0), 0, x);
}

const eluOp = /* @__PURE__ */ defineElementwise({
  name: 'elu',
  promotion: 'float',
  scalars: 3,
  formula: (x, alpha, scale, inputScale) =>
    e.where(e.gt(x, 0), e.mul(x, scale), e.mul(e.mul(alpha, scale), e.expm1(e.mul(negativePart(x), inputScale)))),
});

/** What elu and celu take. */
export interface EluOptions {
  /** Defaults to 1. */
  readonly alpha?: number | undefined;
}

/** x where positive, else `alpha · (exp(x) − 1)`. */
export function elu(x: Tensor, { alpha = 1 }: EluOptions = {}): Tensor {
  return eluOp(x, alpha, 1, 1);
}

/** {@link elu} with the constants of Klambauer et al. 2017, https://arxiv.org/abs/1706.02515. */
export function selu(x: Tensor): Tensor {
  return eluOp(x, 1.6732632423543772, 1.0507009873554805, 1);
}

/** x where positive, else `alpha · (exp(x / alpha) − 1)`. Throws an ArgumentError when `alpha` is 0. */
export function celu(x: Tensor, { alpha = 1 }: EluOptions = {}): Tensor {
  if (alpha === 0) throw new ArgumentError('celu: alpha must not be 0');
  return eluOp(x, alpha, 1, 1 / alpha);
}

const geluOp = /* @__PURE__ */ defineElementwise({
  name: 'gelu',
  promotion: 'float',
  formula: (x) => e.mul(e.mul(x, 0.5), e.add(1, e.erf(e.mul(x, Math.SQRT1_2)))),
});

const geluTanhOp = /* @__PURE__ */ defineElementwise({
  name: 'geluTanh',
  promotion: 'float',
  formula: (x) => {
    const inner = e.mul(Math.sqrt(2 / Math.PI), e.add(x, e.mul(0.044715, e.mul(e.mul(x, x), x))));
    return e.mul(e.mul(x, 0.5), e.add(1, e.tanh(inner)));
  },
});

/** What gelu takes. */
export interface GeluOptions {
  /** Whether Φ is exact or approximated through tanh. Defaults to `'none'`. */
  readonly approximate?: 'none' | 'tanh' | undefined;
}

/**
 * `x · Φ(x)`, Φ the normal distribution function (Hendrycks & Gimpel 2016, https://arxiv.org/abs/1606.08415).
 *
 * Throws an ArgumentError for an unknown approximation.
 */
export function gelu(x: Tensor, { approximate = 'none' }: GeluOptions = {}): Tensor {
  switch (approximate) {
    case 'none':
      return geluOp(x);
    case 'tanh':
      return geluTanhOp(x);
    default:
      throw new ArgumentError(
        `gelu: unknown approximation ${JSON.stringify(approximate satisfies never)}: expected none or tanh`,
      );
  }
}

const siluOp = /* @__PURE__ */ defineElementwise({
  name: 'silu',
  promotion: 'float',
  formula: (x) => e.mul(x, e.sigmoid(x)),
});

/** `x · σ(x)`, also called swish. */
export function silu(x: Tensor): Tensor {
  return siluOp(x);
}

/** `log(1 + exp(x))`, exact to float64's last digit: beyond 40, the two differ by less than it can show. */
function stableSoftplus(x: Num): Num {
  const large = e.gt(x, 40);
  return e.where(large, x, e.log1p(e.exp(e.where(large, 0, x))));
}

const mishOp = /* @__PURE__ */ defineElementwise({
  name: 'mish',
  promotion: 'float',
  formula: (x) => e.mul(x, e.tanh(stableSoftplus(x))),
});

/** `x · tanh(softplus(x))` (Misra 2019, https://arxiv.org/abs/1908.08681). */
export function mish(x: Tensor): Tensor {
  return mishOp(x);
}

const logsigmoidOp = /* @__PURE__ */ defineElementwise({
  name: 'logsigmoid',
  promotion: 'float',
  formula: (x) => e.neg(stableSoftplus(e.neg(x))),
});

/** `log σ(x)`, without overflow. */
export function logsigmoid(x: Tensor): Tensor {
  return logsigmoidOp(x);
}

const softplusOp = /* @__PURE__ */ defineElementwise({
  name: 'softplus',
  promotion: 'float',
  scalars: 2,
  formula: (x, beta, threshold) => {
    const linear = e.gt(e.mul(x, beta), threshold);
    return e.where(linear, x, e.div(e.log1p(e.exp(e.mul(e.where(linear, 0, x), beta))), beta));
  },
});

/** What softplus takes. */
export interface SoftplusOptions {
  /** Defaults to 1. */
  readonly beta?: number | undefined;
  /** Where `beta · x` is greater, the result is x. Defaults to 20. */
  readonly threshold?: number | undefined;
}

/** `log(1 + exp(beta · x)) / beta`. https://docs.pytorch.org/docs/stable/generated/torch.nn.Softplus.html */
export function softplus(x: Tensor, { beta = 1, threshold = 20 }: SoftplusOptions = {}): Tensor {
  return softplusOp(x, beta, threshold);
}

const softsignOp = /* @__PURE__ */ defineElementwise({
  name: 'softsign',
  promotion: 'float',
  formula: (x) => e.div(x, e.add(1, e.abs(x))),
});

/** `x / (1 + |x|)`. */
export function softsign(x: Tensor): Tensor {
  return softsignOp(x);
}

const tanhshrinkOp = /* @__PURE__ */ defineElementwise({
  name: 'tanhshrink',
  promotion: 'float',
  formula: (x) => e.sub(x, e.tanh(x)),
});

/** `x − tanh(x)`. */
export function tanhshrink(x: Tensor): Tensor {
  return tanhshrinkOp(x);
}

/**
 * The first half along `dim` times the sigmoid of the second (Dauphin et al. 2016, https://arxiv.org/abs/1612.08083).
 *
 * Throws a ShapeError when the size along `dim` is odd.
 */
export function glu(x: Tensor, dim = -1): Tensor {
  checkTensor('glu', x, 0);
  if (x.ndim === 0) throw new ShapeError('glu: expected at least one dimension, got a 0-d tensor');
  const d = wrapDim('glu', dim, x.ndim);
  const size = x.shape[d]!;
  if (size % 2 !== 0) throw new ShapeError(`glu: the size ${size} of dimension ${d} of ${formatShape(x.shape)} is odd`);
  return x.narrow(d, 0, size / 2).mul(x.narrow(d, size / 2, size / 2).sigmoid());
}
