import type { Tensor } from '@cotangent/core';
import * as core from '@cotangent/core';
import { type Entry, entry } from './arguments.ts';

const unary = (op: (x: Tensor) => Tensor): Entry => entry('input', (a) => op(a.tensor('input')));
const binary = (op: (x: Tensor, y: Tensor) => Tensor): Entry =>
  entry('input other', (a) => op(a.tensor('input'), a.tensor('other')));
/** `x.__radd__(y)` is `y + x`. */
const reflected = (op: (self: Tensor, other: Tensor | number) => Tensor): Entry =>
  entry('self other', (a) => op(a.tensor('self'), a.operand('other')));

/** Elementwise functions and activations. */
export const elementwise: Readonly<Record<string, Entry>> = {
  'torch.add': entry('input other alpha', (a) =>
    core.add(a.operand('input'), a.operand('other'), { alpha: a.optionalNumber('alpha') }),
  ),
  'torch.sub': entry('input other alpha', (a) =>
    core.sub(a.operand('input'), a.operand('other'), { alpha: a.optionalNumber('alpha') }),
  ),
  'torch.rsub': entry('input other alpha', (a) =>
    core.rsub(a.tensor('input'), a.operand('other'), { alpha: a.optionalNumber('alpha') }),
  ),
  'torch.mul': binary(core.mul),
  'torch.div': entry('input other rounding_mode', (a) =>
    core.div(a.operand('input'), a.operand('other'), { roundingMode: a.text('rounding_mode') }),
  ),
  'torch.true_divide': binary(core.div),
  'torch.floor_divide': binary(core.floorDivide),
  'torch.remainder': binary(core.remainder),
  'torch.fmod': binary(core.fmod),
  'torch.pow': entry('input exponent', (a) => core.pow(a.operand('input'), a.operand('exponent'))),
  'torch.float_power': entry('input exponent', (a) => core.floatPower(a.operand('input'), a.operand('exponent'))),
  'torch.Tensor.__radd__': reflected((x, y) => core.add(y, x)),
  'torch.Tensor.__rsub__': reflected((x, y) => core.sub(y, x)),
  'torch.Tensor.__rmul__': reflected((x, y) => core.mul(y, x)),
  'torch.Tensor.__rdiv__': reflected((x, y) => core.div(y, x)),
  'torch.Tensor.__rpow__': reflected((x, y) => core.pow(y, x)),
  'torch.neg': unary(core.neg),
  'torch.positive': unary(core.positive),
  'torch.abs': unary(core.abs),
  'torch.sign': unary(core.sign),
  'torch.sgn': unary(core.sgn),
  'torch.square': unary(core.square),
  'torch.reciprocal': unary(core.reciprocal),
  'torch.maximum': binary(core.maximum),
  'torch.minimum': binary(core.minimum),
  'torch.fmax': binary(core.fmax),
  'torch.fmin': binary(core.fmin),
  'torch.hypot': binary(core.hypot),
  'torch.copysign': binary(core.copysign),
  'torch.heaviside': entry('input values', (a) => core.heaviside(a.tensor('input'), a.tensor('values'))),
  'torch.lerp': entry('input end weight', (a) => core.lerp(a.tensor('input'), a.tensor('end'), a.operand('weight'))),
  'torch.addcmul': entry('input tensor1 tensor2 value', (a) =>
    core.addcmul(a.tensor('input'), a.tensor('tensor1'), a.tensor('tensor2'), { value: a.optionalNumber('value') }),
  ),
  'torch.addcdiv': entry('input tensor1 tensor2 value', (a) =>
    core.addcdiv(a.tensor('input'), a.tensor('tensor1'), a.tensor('tensor2'), { value: a.optionalNumber('value') }),
  ),
  'torch.exp': unary(core.exp),
  'torch.exp2': unary(core.exp2),
  'torch.expm1': unary(core.expm1),
  'torch.log': unary(core.log),
  'torch.log1p': unary(core.log1p),
  'torch.log2': unary(core.log2),
  'torch.log10': unary(core.log10),
  'torch.sqrt': unary(core.sqrt),
  'torch.rsqrt': unary(core.rsqrt),
  'torch.logaddexp': binary(core.logaddexp),
  'torch.xlogy': binary(core.xlogy),
  'torch.logit': entry('input eps', (a) => core.logit(a.tensor('input'), { eps: a.optionalNumber('eps') })),
  'torch.sin': unary(core.sin),
  'torch.cos': unary(core.cos),
  'torch.tan': unary(core.tan),
  'torch.asin': unary(core.asin),
  'torch.acos': unary(core.acos),
  'torch.atan': unary(core.atan),
  'torch.sinh': unary(core.sinh),
  'torch.cosh': unary(core.cosh),
  'torch.tanh': unary(core.tanh),
  'torch.asinh': unary(core.asinh),
  'torch.acosh': unary(core.acosh),
  'torch.atanh': unary(core.atanh),
  'torch.atan2': binary(core.atan2),
  'torch.sinc': unary(core.sinc),
  'torch.deg2rad': unary(core.deg2rad),
  'torch.rad2deg': unary(core.rad2deg),
  'torch.erf': unary(core.erf),
  'torch.erfc': unary(core.erfc),
  'torch.erfinv': unary(core.erfinv),
  'torch.lgamma': unary(core.lgamma),
  'torch.digamma': unary(core.digamma),
  'torch.floor': unary(core.floor),
  'torch.ceil': unary(core.ceil),
  'torch.trunc': unary(core.trunc),
  'torch.frac': unary(core.frac),
  'torch.round': entry('input decimals', (a) =>
    core.round(a.tensor('input'), { decimals: a.optionalNumber('decimals') }),
  ),
  'torch.eq': entry('input other', (a) => core.eq(a.tensor('input'), a.operand('other'))),
  'torch.ne': entry('input other', (a) => core.ne(a.tensor('input'), a.operand('other'))),
  'torch.lt': entry('input other', (a) => core.lt(a.tensor('input'), a.operand('other'))),
  'torch.le': entry('input other', (a) => core.le(a.tensor('input'), a.operand('other'))),
  'torch.gt': entry('input other', (a) => core.gt(a.tensor('input'), a.operand('other'))),
  'torch.ge': entry('input other', (a) => core.ge(a.tensor('input'), a.operand('other'))),
  'torch.isclose': entry('input other rtol atol equal_nan', (a) =>
    core.isclose(a.tensor('input'), a.tensor('other'), {
      rtol: a.optionalNumber('rtol'),
      atol: a.optionalNumber('atol'),
      equalNan: a.flag('equal_nan'),
    }),
  ),
  'torch.equal': entry('input other', (a) => core.equal(a.tensor('input'), a.tensor('other'))),
  'torch.allclose': entry('input other rtol atol equal_nan', (a) =>
    core.allclose(a.tensor('input'), a.tensor('other'), {
      rtol: a.optionalNumber('rtol'),
      atol: a.optionalNumber('atol'),
      equalNan: a.flag('equal_nan'),
    }),
  ),
  'torch.logical_not': unary(core.logicalNot),
  'torch.logical_and': binary(core.logicalAnd),
  'torch.logical_or': binary(core.logicalOr),
  'torch.logical_xor': binary(core.logicalXor),
  'torch.isnan': unary(core.isnan),
  'torch.isinf': unary(core.isinf),
  'torch.isfinite': unary(core.isfinite),
  'torch.signbit': unary(core.signbit),
  'torch.where': entry('condition input other', (a) =>
    core.where(a.tensor('condition'), a.operand('input'), a.operand('other')),
  ),
  'torch.Tensor.where': entry('input condition other', (a) =>
    core.where(a.tensor('condition'), a.tensor('input'), a.operand('other')),
  ),
  'torch.clamp': entry('input min max', (a) =>
    core.clamp(
      a.tensor('input'),
      a.has('min') ? a.operand('min') : undefined,
      a.has('max') ? a.operand('max') : undefined,
    ),
  ),
  'torch.clamp_min': entry('input min', (a) => core.clampMin(a.tensor('input'), a.operand('min'))),
  'torch.clamp_max': entry('input max', (a) => core.clampMax(a.tensor('input'), a.operand('max'))),
  'torch.masked_fill': entry('input mask value', (a) =>
    core.maskedFill(a.tensor('input'), a.tensor('mask'), a.operand('value')),
  ),
  'torch.nan_to_num': entry('input nan posinf neginf', (a) =>
    core.nanToNum(a.tensor('input'), {
      nan: a.optionalNumber('nan'),
      posinf: a.optionalNumber('posinf'),
      neginf: a.optionalNumber('neginf'),
    }),
  ),
  'torch.sigmoid': unary(core.sigmoid),
  'torch.nn.functional.relu': unary(core.relu),
  'torch.relu': unary(core.relu),
  'torch.nn.functional.relu6': unary(core.relu6),
  'torch.nn.functional.leaky_relu': entry('input negative_slope', (a) =>
    core.leakyRelu(a.tensor('input'), { negativeSlope: a.optionalNumber('negative_slope') }),
  ),
  'torch.nn.functional.prelu': entry('input weight', (a) => core.prelu(a.tensor('input'), a.tensor('weight'))),
  'torch.nn.functional.elu': entry('input alpha', (a) =>
    core.elu(a.tensor('input'), { alpha: a.optionalNumber('alpha') }),
  ),
  'torch.nn.functional.selu': unary(core.selu),
  'torch.nn.functional.celu': entry('input alpha', (a) =>
    core.celu(a.tensor('input'), { alpha: a.optionalNumber('alpha') }),
  ),
  'torch.nn.functional.gelu': entry('input approximate', (a) =>
    core.gelu(a.tensor('input'), { approximate: a.text('approximate') }),
  ),
  'torch.nn.functional.silu': unary(core.silu),
  'torch.nn.functional.mish': unary(core.mish),
  'torch.nn.functional.softplus': entry('input beta threshold', (a) =>
    core.softplus(a.tensor('input'), { beta: a.optionalNumber('beta'), threshold: a.optionalNumber('threshold') }),
  ),
  'torch.nn.functional.softsign': unary(core.softsign),
  'torch.nn.functional.logsigmoid': unary(core.logsigmoid),
  'torch.nn.functional.tanhshrink': unary(core.tanhshrink),
  'torch.nn.functional.hardsigmoid': unary(core.hardsigmoid),
  'torch.nn.functional.hardswish': unary(core.hardswish),
  'torch.nn.functional.hardtanh': entry('input min_val max_val', (a) =>
    core.hardtanh(a.tensor('input'), { minVal: a.optionalNumber('min_val'), maxVal: a.optionalNumber('max_val') }),
  ),
  'torch.nn.functional.softshrink': entry('input lambd', (a) =>
    core.softshrink(a.tensor('input'), { lambd: a.optionalNumber('lambd') }),
  ),
  'torch.nn.functional.hardshrink': entry('input lambd', (a) =>
    core.hardshrink(a.tensor('input'), { lambd: a.optionalNumber('lambd') }),
  ),
  'torch.nn.functional.threshold': entry('input threshold value', (a) =>
    core.threshold(a.tensor('input'), a.number('threshold'), a.number('value')),
  ),
  'torch.nn.functional.glu': entry('input dim', (a) => core.glu(a.tensor('input'), a.optionalNumber('dim'))),
};
