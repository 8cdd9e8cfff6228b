import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spec, type Training } from '../spec.ts';
import type { ManifestEntry } from './write.ts';

/** Float32 numbers and their shape. */
export interface FloatArray {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** What one training step sees. */
export interface Batch {
  readonly x: Float32Array;
  readonly labels: Int32Array;
}

/** The recorded arrays in a folder that `writeData` filled. */
export class Recordings {
  readonly #bytes: Buffer;
  readonly #manifest: Readonly<Record<string, ManifestEntry>>;

  constructor(folder: string) {
    this.#bytes = readFileSync(join(folder, 'data.bin'));
    this.#manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  }

  read(name: string): FloatArray {
    const entry = this.#manifest[name];
    if (!entry) throw new Error(`no recorded array is called ${name}`);
    const { offset, shape, scale } = entry;
    const data = new Float32Array(shape.reduce((product, size) => product * size));
    for (let i = 0; i < data.length; i++) data[i] = this.#bytes.readInt8(offset + i) * scale;
    return { data, shape };
  }

  /** The batches of a workload, of which step i sees number i modulo their count. */
  batches({ x, y, batch, batches, xBatchStride = batch }: Training): readonly Batch[] {
    const samples = this.read(x);
    const classes = this.read(y).data;
    const features = samples.data.length / samples.shape[0]!;
    return Array.from({ length: batches }, (_, i) => {
      const start = i * xBatchStride;
      return {
        x: samples.data.slice(start * features, (start + batch) * features),
        labels: Int32Array.from(classes.subarray(start, start + batch)),
      };
    });
  }
}

/** PyTorch's label smoothing as a target of probabilities: `(1 - ε) · one-hot + ε / classes`. */
export function smoothed(labels: ArrayLike<number>, classes: number, epsilon: number): Float32Array {
  const soft = new Float32Array(labels.length * classes).fill(epsilon / classes);
  for (let i = 0; i < labels.length; i++) soft[i * classes + labels[i]!]! += 1 - epsilon;
  return soft;
}

/** The class of each row of W7. */
export function crossEntropyLabels(): Int32Array {
  const { rows, cols } = spec.W7;
  return Int32Array.from({ length: rows }, (_, row) => (row * 7) % cols);
}
