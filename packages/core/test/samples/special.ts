import * as ops from '../../src/ops/index.ts';
import { inUnit, positive, unary } from './makers.ts';

/** Samples of special. */
export const specialSamples = {
  erf: unary(ops.erf),
  erfc: unary(ops.erfc),
  erfinv: unary(ops.erfinv, inUnit),
  lgamma: unary(ops.lgamma, positive),
  digamma: unary(ops.digamma, positive),
};
