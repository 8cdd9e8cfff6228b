import { type DType, getDefaultDtype, isFloat, resultType } from '../../dtype.ts';
import type { Formula } from '../../formula/formula.ts';
import { blockLength, programOf } from '../../formula/interpret.ts';
import type { Operand } from '../../memory/memory.ts';
import { sizeOf } from '../../shape.ts';
import { Cursor } from './cursor.ts';
import { convertBlock, isLossy } from './elements.ts';

export function map(
  formula: Formula,
  inputs: readonly Operand[],
  outputs: readonly Operand[],
  scalars: readonly number[],
  integer: boolean,
): void {
  const { shape } = outputs[0]!;
  const size = sizeOf(shape);
  if (size === 0) return;
  const program = programOf(formula, integer ? 'int' : 'float');
  const dtype = integer ? 'int32' : floatDType(inputs, outputs);
  const numbers = dtype === 'float32' ? scalars.map(Math.fround) : scalars;
  const sources = inputs.map((input) => Cursor.over(input, shape));
  const rounded = inputs.map((input) => isLossy(input.dtype, dtype));
  const targets = outputs.map((output) => Cursor.over(output));
  // where any block may throw, nothing is written before the last one is computed
  const pending = program.mayThrow && size > blockLength ? outputs.map(() => new Float64Array(size)) : undefined;

  for (let done = 0; done < size; done += blockLength) {
    const count = Math.min(blockLength, size - done);
    for (let i = 0; i < sources.length; i++) {
      const block = program.inputs[i]!;
      sources[i]!.read(block, count);
      if (rounded[i]) convertBlock(block, count, dtype);
    }
    program.run(count, numbers);
    for (let i = 0; i < targets.length; i++) {
      const block = program.outputs[i]!;
      if (pending) pending[i]!.set(count === blockLength ? block : block.subarray(0, count), done);
      else targets[i]!.write(block, count);
    }
  }
  if (pending) for (let i = 0; i < targets.length; i++) targets[i]!.write(pending[i]!, size);
}

/** The dtype to compute in, which outputs of comparisons do not tell. */
function floatDType(inputs: readonly Operand[], outputs: readonly Operand[]): DType {
  for (let i = 0; i < outputs.length; i++) if (isFloat(outputs[i]!.dtype)) return outputs[i]!.dtype;
  const promoted = resultType(inputs);
  return isFloat(promoted) ? promoted : getDefaultDtype();
}
