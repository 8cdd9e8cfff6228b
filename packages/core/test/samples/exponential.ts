import * as ops from '../../src/ops/index.ts';
import { between, binary, positive, unary } from './makers.ts';

/** Samples of exponential. */
export const exponentialSamples = {
  exp: unary(ops.exp),
  exp2: unary(ops.exp2),
  expm1: unary(ops.expm1),
  log: unary(ops.log, positive),
  log1p: unary(ops.log1p, positive),
  log2: unary(ops.log2, positive),
  log10: unary(ops.log10, positive),
  sqrt: unary(ops.sqrt, positive),
  rsqrt: unary(ops.rsqrt, positive),
  logaddexp: binary(ops.logaddexp),
  xlogy: binary((x, y) => ops.xlogy(x, y), { right: positive }),
  logit: unary((x) => ops.logit(x, { eps: 0.01 }), between(0.1, 0.9)),
};
