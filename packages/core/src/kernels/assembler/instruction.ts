declare const kind: unique symbol;

/** What is added to the opcodes of instructions on vectors, which the prefix `0xfd` precedes. */
export const onVectors = 0x100;

/**
 * An instruction without immediate operands: its opcode, on vectors with {@link onVectors}. They stand by the names of the
 * text format (https://webassembly.github.io/spec/core/appendix/index-instructions.html) in a module for each type, as
 * `i32.add` and `f32x4.add`. Each is a constant, so that a bundle has only those that its kernels are written with.
 */
export type Instruction = number & { readonly [kind]: 'plain' | 'vector' };

/** One on vectors. */
export type VectorInstruction = Instruction & { readonly [kind]: 'vector' };

/** One whose immediate operand is a lane. */
export type LaneInstruction = number & { readonly [kind]: 'lane' };

/** A load or store, and the alignment it claims as a power of two. */
export interface MemoryInstruction {
  readonly opcode: number;
  readonly alignment: number;
}
