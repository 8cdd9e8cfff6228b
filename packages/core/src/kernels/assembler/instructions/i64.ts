// Instructions on int64.
import type { MemoryInstruction } from '../instruction.ts';

export const load: MemoryInstruction = { opcode: 0x29, alignment: 3 };
export const store: MemoryInstruction = { opcode: 0x37, alignment: 3 };
