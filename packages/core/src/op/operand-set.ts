/** How many operands a set can tell apart: it is a whole number whose bits stand for them. */
export const mostOperands = 53;

/** The set of one operand. */
export function setOf(operand: number): number {
  // as an integer, which is faster, where it is one
  return operand < 31 ? 1 << operand : 2 ** operand;
}

export function has(set: number, operand: number): boolean {
  return Math.floor(set / 2 ** operand) % 2 === 1;
}
