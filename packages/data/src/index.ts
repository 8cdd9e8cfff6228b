export { BatchSampler, type BatchSamplerOptions } from './batch-sampler.ts';
export { type Collated, defaultCollate } from './collate.ts';
export { parseCsv, type Table } from './csv.ts';
export { DataLoader, type DataLoaderOptions } from './data-loader.ts';
export { ConcatDataset, type Dataset, Subset, TensorDataset } from './dataset.ts';
export { type Digits, parseDigits } from './digits.ts';
export { type RandomSplitOptions, randomSplit } from './random-split.ts';
export {
  type GeneratorOptions,
  RandomSampler,
  type RandomSamplerOptions,
  type Sampler,
  SequentialSampler,
  SubsetRandomSampler,
  WeightedRandomSampler,
  type WeightedRandomSamplerOptions,
} from './samplers.ts';
