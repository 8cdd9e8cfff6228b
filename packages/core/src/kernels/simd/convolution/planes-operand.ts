import { elementBytes } from '../bytes.ts';
import { addressOf, type VectorOperand } from '../operands.ts';

/** An operand `[N, C, H, W]`, or `[N, C, W]` of height 1, by addresses and distances in bytes. */
export interface PlanesOperand {
  readonly address: number;
  readonly sample: number;
  readonly channel: number;
  readonly row: number;
  readonly column: number;
}

export function planesOf(operand: VectorOperand): PlanesOperand {
  const { strides } = operand;
  const rank = strides.length;
  return {
    address: addressOf(operand),
    sample: strides[0]! * elementBytes,
    channel: strides[1]! * elementBytes,
    row: rank === 3 ? 0 : strides[2]! * elementBytes,
    column: strides[rank - 1]! * elementBytes,
  };
}
