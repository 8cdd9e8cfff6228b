/**
 * Where a formula's kernel finds its arguments: at the start of the linear memory, below the constants. Kernels of any
 * number of operands and scalars are called alike so, without an array of arguments, and one call writes what it needs.
 */

/** The most operands, outputs and inputs together. */
export const maximumOperands = 16;
export const maximumScalars = 64;

const start = 64;
export const rowsAddress: number = start;
export const lengthAddress: number = start + 4;
/** For each operand the address of its first element, then how many bytes its rows are apart. */
export const operandsAddress: number = start + 16;
export const bytesPerOperand = 8;
export const scalarsAddress: number = operandsAddress + maximumOperands * bytesPerOperand;
/** Room for a vector of each output: the last of a row, when it is not full. */
export const stagingAddress: number = scalarsAddress + maximumScalars * 4;
