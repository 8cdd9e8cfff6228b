import {
  ArgumentError,
  formatShape,
  IndexError,
  indexSelect,
  isTensor,
  ShapeError,
  type Tensor,
  tensor,
} from '@cotangent/core';
import type { Collated } from './collate.ts';

/** Samples by index. An array's worth of anything: files that are read when asked for, a generator of examples. */
export interface Dataset<T> {
  /** How many samples there are. */
  readonly length: number;
  /** The sample at `index`, from 0 to `length - 1`; a promise where it has to be fetched. */
  get(index: number): T;
  /** Several samples as {@link defaultCollate} would join them, where that can be had at once. */
  getBatch?(indices: readonly number[]): Collated<T>;
}

type Samples<T extends readonly Tensor[]> = { -readonly [K in keyof T]: Tensor };

/**
 * Tensors that share their first dimension; a sample is the slice of each
 * (https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.TensorDataset).
 */
export class TensorDataset<const T extends readonly Tensor[] = readonly Tensor[]> implements Dataset<Samples<T>> {
  readonly tensors: T;
  readonly length: number;

  /** Throws an ArgumentError without tensors, a ShapeError when the first dimensions differ or are missing. */
  constructor(...tensors: T) {
    const [first] = tensors;
    if (!first) throw new ArgumentError('TensorDataset: expected at least one tensor');
    tensors.forEach((each, i) => {
      if (!isTensor(each))
        throw new ArgumentError(`TensorDataset: expected tensors, but argument ${i} is ${String(each)}`);
      if (each.shape.length === 0)
        throw new ShapeError(`TensorDataset: tensor ${i} has no first dimension to count samples by`);
      if (each.shape[0] !== first.shape[0]) {
        throw new ShapeError(
          `TensorDataset: sizes differ: tensor 0 is ${formatShape(first.shape)}, tensor ${i} is ${formatShape(each.shape)}`,
        );
      }
    });
    this.tensors = tensors;
    this.length = first.shape[0]!;
  }

  /** The slice of each tensor, without copying. Throws an IndexError for an index out of range. */
  get(index: number): Samples<T> {
    checkIndex('TensorDataset', index, this.length);
    return this.tensors.map((each) => each.select(0, index)) as Samples<T>;
  }

  /** The rows of each tensor. Throws an IndexError for an index out of range. */
  getBatch(indices: readonly number[]): Collated<Samples<T>> {
    for (const index of indices) checkIndex('TensorDataset', index, this.length);
    const rows = tensor(Int32Array.from(indices));
    return this.tensors.map((each) => indexSelect(each, 0, rows)) as Collated<Samples<T>>;
  }
}

/** Some samples of a data set (https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.Subset). */
export class Subset<T> implements Dataset<T> {
  readonly dataset: Dataset<T>;
  readonly indices: readonly number[];
  readonly getBatch?: (indices: readonly number[]) => Collated<T>;

  /** Sample `i` is sample `indices[i]` of `dataset`. Throws an IndexError for one that is not there. */
  constructor(dataset: Dataset<T>, indices: Iterable<number>) {
    this.dataset = dataset;
    this.indices = [...indices];
    for (const index of this.indices) checkIndex('Subset', index, dataset.length);
    if (dataset.getBatch) this.getBatch = (positions) => dataset.getBatch!(positions.map((i) => this.#original(i)));
  }

  get length(): number {
    return this.indices.length;
  }

  /** Throws an IndexError for an index out of range. */
  get(index: number): T {
    return this.dataset.get(this.#original(index));
  }

  #original(index: number): number {
    checkIndex('Subset', index, this.indices.length);
    return this.indices[index]!;
  }
}

/** Data sets one after the other (https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.ConcatDataset). */
export class ConcatDataset<T> implements Dataset<T> {
  readonly datasets: readonly Dataset<T>[];
  readonly length: number;

  /** Throws an ArgumentError without data sets. */
  constructor(datasets: Iterable<Dataset<T>>) {
    this.datasets = [...datasets];
    if (this.datasets.length === 0) throw new ArgumentError('ConcatDataset: expected at least one data set');
    this.length = this.datasets.reduce((sum, { length }) => sum + length, 0);
  }

  /** Throws an IndexError for an index out of range. */
  get(index: number): T {
    checkIndex('ConcatDataset', index, this.length);
    let rest = index;
    let i = 0;
    while (rest >= this.datasets[i]!.length) rest -= this.datasets[i++]!.length;
    return this.datasets[i]!.get(rest);
  }
}

function checkIndex(name: string, index: number, length: number): void {
  if (!(Number.isInteger(index) && index >= 0 && index < length)) {
    throw new IndexError(`${name}: index ${String(index)} is outside [0, ${length})`);
  }
}
