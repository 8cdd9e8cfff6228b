import type { Operand } from '../../memory/memory.ts';
import { isContiguous } from '../../shape.ts';

/** What kernels that reach memory by addresses take: an {@link Operand}, or a part of scratch memory. */
export interface VectorOperand extends Omit<Operand, 'storage'> {
  readonly storage: { readonly pointer: number };
}

/** Whether an operand holds float32 in the linear memory, where SIMD kernels reach them. */
export function isFloat32({ dtype, storage }: VectorOperand): boolean {
  return dtype === 'float32' && storage.pointer >= 0;
}

/** The address of an operand's first element. */
export function addressOf({ storage, offset, dtype }: VectorOperand): number {
  return storage.pointer + offset * (dtype === 'bool' || dtype === 'uint8' ? 1 : dtype === 'float64' ? 8 : 4);
}

/** Whether an operand is {@link isFloat32} and contiguous. */
export function isPlain(operand: VectorOperand): boolean {
  return isFloat32(operand) && isContiguous(operand.shape, operand.strides);
}
