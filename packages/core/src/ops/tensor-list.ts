import { ArgumentError } from '../errors.ts';
import { checkTensor } from '../op/record.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** The tensors of a list. Refuses an empty one, and what is no tensor. */
export function listOf(name: string, tensors: Iterable<Tensor>): Tensor[] {
  const list = [...tensors];
  if (list.length === 0) throw new ArgumentError(`${name}: expected at least one tensor, got an empty list`);
  for (let i = 0; i < list.length; i++) checkTensor(name, list[i], i);
  return list;
}
