import * as nn from '@cotangent/nn';
import { type Decoded, NotThere } from '../values.ts';
import { camelCase } from './camel-case.ts';
import { layerSignatures } from './layer-modules.ts';
import { legacyReduction } from './reduction.ts';

type Constructor = new (...args: unknown[]) => nn.Module;

/**
 * Modules whose leading arguments are positional here too; the rest goes into the options object under its camelCase
 * name. Both list PyTorch's names in PyTorch's order.
 */
export interface Signature {
  readonly positional?: string;
  readonly options?: string;
  /** An option for which None says something: it is `null` here. */
  readonly nullable?: string;
}

const loss: Signature = { options: 'size_average reduce reduction' };
const marginLoss: Signature = { options: 'margin size_average reduce reduction' };
const weightedLoss: Signature = { options: 'weight size_average reduce reduction' };

const conv: Signature = {
  positional: 'in_channels out_channels kernel_size',
  options: 'stride padding dilation groups bias padding_mode',
};
const convTranspose: Signature = {
  positional: 'in_channels out_channels kernel_size',
  options: 'stride padding output_padding groups bias dilation padding_mode',
};
const maxPool: Signature = {
  positional: 'kernel_size',
  options: 'stride padding dilation return_indices ceil_mode',
};
const avgPool: Signature = {
  positional: 'kernel_size',
  options: 'stride padding ceil_mode count_include_pad divisor_override',
};
const maxUnpool: Signature = { positional: 'kernel_size', options: 'stride padding' };
const lpPool: Signature = { positional: 'norm_type kernel_size', options: 'stride ceil_mode' };
const adaptiveAvgPool: Signature = { positional: 'output_size' };
const adaptiveMaxPool: Signature = { positional: 'output_size', options: 'return_indices' };

const signatures: ReadonlyMap<string, Signature> = new Map<string, Signature>([
  ...layerSignatures,
  ['ReLU', {}],
  ['ReLU6', {}],
  ['Sigmoid', {}],
  ['Tanh', {}],
  ['SiLU', {}],
  ['Mish', {}],
  ['SELU', {}],
  ['Softsign', {}],
  ['Tanhshrink', {}],
  ['LogSigmoid', {}],
  ['Hardswish', {}],
  ['Hardsigmoid', {}],
  ['ELU', { options: 'alpha' }],
  ['CELU', { options: 'alpha' }],
  ['GELU', { options: 'approximate' }],
  ['Hardtanh', { options: 'min_val max_val' }],
  ['LeakyReLU', { options: 'negative_slope' }],
  ['PReLU', { options: 'num_parameters init' }],
  ['RReLU', { options: 'lower upper' }],
  ['Softplus', { options: 'beta threshold' }],
  ['Softshrink', { options: 'lambd' }],
  ['Hardshrink', { options: 'lambd' }],
  ['Threshold', { positional: 'threshold value' }],
  ['GLU', { positional: 'dim' }],
  ['LogSoftmax', { positional: 'dim' }],
  ['Softmax', { positional: 'dim' }],
  ['Softmin', { positional: 'dim' }],
  ['CrossEntropyLoss', { options: 'weight size_average ignore_index reduce reduction label_smoothing' }],
  ['NLLLoss', { options: 'weight size_average ignore_index reduce reduction' }],
  ['MSELoss', loss],
  ['L1Loss', loss],
  ['SmoothL1Loss', { options: 'size_average reduce reduction beta' }],
  ['HuberLoss', { options: 'reduction delta' }],
  ['BCELoss', weightedLoss],
  ['KLDivLoss', { options: 'size_average reduce reduction log_target' }],
  ['PoissonNLLLoss', { options: 'log_input full size_average eps reduce reduction' }],
  ['GaussianNLLLoss', { options: 'full eps reduction' }],
  ['CosineEmbeddingLoss', marginLoss],
  ['MarginRankingLoss', marginLoss],
  ['HingeEmbeddingLoss', marginLoss],
  ['SoftMarginLoss', loss],
  ['MultiMarginLoss', { options: 'p margin weight size_average reduce reduction' }],
  ['MultiLabelMarginLoss', loss],
  ['MultiLabelSoftMarginLoss', weightedLoss],
  ['TripletMarginLoss', { options: 'margin p eps swap size_average reduce reduction' }],
  ['CTCLoss', { options: 'blank reduction zero_infinity' }],
  ['Conv1d', conv],
  ['Conv2d', conv],
  ['Conv3d', conv],
  ['ConvTranspose1d', convTranspose],
  ['ConvTranspose2d', convTranspose],
  ['ConvTranspose3d', convTranspose],
  ['MaxPool1d', maxPool],
  ['MaxPool2d', maxPool],
  ['MaxPool3d', maxPool],
  ['AvgPool1d', avgPool],
  ['AvgPool2d', avgPool],
  ['AvgPool3d', avgPool],
  ['MaxUnpool1d', maxUnpool],
  ['MaxUnpool2d', maxUnpool],
  ['MaxUnpool3d', maxUnpool],
  ['LPPool1d', lpPool],
  ['LPPool2d', lpPool],
  ['LPPool3d', lpPool],
  ['AdaptiveAvgPool1d', adaptiveAvgPool],
  ['AdaptiveAvgPool2d', adaptiveAvgPool],
  ['AdaptiveAvgPool3d', adaptiveAvgPool],
  ['AdaptiveMaxPool1d', adaptiveMaxPool],
  ['AdaptiveMaxPool2d', adaptiveMaxPool],
  ['AdaptiveMaxPool3d', adaptiveMaxPool],
  ['BCEWithLogitsLoss', { options: 'weight size_average reduce reduction pos_weight' }],
]);

/** Arguments that mean nothing here. */
const ignored = new Set(['inplace', 'device', 'sparse']);

const words = (text = ''): string[] => text.split(/\s+/).filter((word) => word !== '');

/** Makes `nn.NAME(*args, **kwargs)`. Throws NotThere where there is no such module or argument. */
export function makeModule(
  name: string,
  args: readonly Decoded[],
  kwargs: Readonly<Record<string, Decoded>>,
): nn.Module {
  const signature = signatures.get(name);
  const moduleClass = (nn as unknown as Record<string, Constructor | undefined>)[name];
  if (!signature || !moduleClass) throw new NotThere(`nn.${name}`);
  const { values, options } = argumentsOf(`nn.${name}`, signature, args, kwargs);
  return new moduleClass(...values, ...(options ? [options] : []));
}

/** The arguments of a Python call as they are here: positional ones, and one options object if there are options. */
export function argumentsOf(
  name: string,
  signature: Signature,
  args: readonly Decoded[],
  kwargs: Readonly<Record<string, Decoded>>,
): { values: unknown[]; options: Readonly<Record<string, Decoded>> | undefined } {
  const positional = words(signature.positional);
  const names = [...positional, ...words(signature.options)];
  const given = new Map<string, Decoded>(args.map((value, i) => [names[i] ?? `positional argument ${i}`, value]));
  for (const [key, value] of Object.entries(kwargs)) if (!ignored.has(key)) given.set(key, value);
  for (const key of given.keys()) if (!names.includes(key)) throw new NotThere(`${name} with ${key}`);

  const last = positional.findLastIndex((key) => given.has(key));
  const values: unknown[] = positional.slice(0, last + 1).map((key) => given.get(key));
  const none = signature.nullable;
  if (none !== undefined && given.has(none)) given.set(none, given.get(none) ?? (null as unknown as Decoded));
  return { values, options: optionsOf([...given].filter(([key]) => !positional.includes(key))) };
}

function optionsOf(given: readonly (readonly [string, Decoded])[]): Readonly<Record<string, Decoded>> | undefined {
  if (given.length === 0) return undefined;
  const { size_average: average, reduce, ...options } = Object.fromEntries(given);
  const reduction = legacyReduction(average, reduce) ?? options.reduction;
  const named = Object.entries(options).map(([key, value]) => [camelCase(key), value] as const);
  return { ...Object.fromEntries(named), ...(reduction === undefined ? {} : { reduction }) };
}
