import * as nn from '@cotangent/nn';
import { type Decoded, NotThere } from '../values.ts';
import { camelCase } from './optimizers.ts';

type Constructor = new (...args: unknown[]) => nn.Module;

/**
 * Modules whose leading arguments are positional here too; everything else goes into the options object under its
 * camelCase name. The value lists the positional parameters, then those that PyTorch lets one pass by position.
 */
const signatures: Readonly<Record<string, { readonly positional: string; readonly options?: string }>> = {
  Linear: { positional: 'in_features out_features', options: 'bias' },
  Identity: { positional: '' },
  Flatten: { positional: 'start_dim end_dim' },
  Dropout: { positional: 'p' },
  ReLU: { positional: '' },
  ReLU6: { positional: '' },
  Sigmoid: { positional: '' },
  Tanh: { positional: '' },
  SiLU: { positional: '' },
  Mish: { positional: '' },
  SELU: { positional: '' },
  Softsign: { positional: '' },
  Tanhshrink: { positional: '' },
  LogSigmoid: { positional: '' },
  Hardswish: { positional: '' },
  Hardsigmoid: { positional: '' },
  ELU: { positional: '', options: 'alpha' },
  CELU: { positional: '', options: 'alpha' },
  GELU: { positional: '', options: 'approximate' },
  Hardtanh: { positional: '', options: 'min_val max_val' },
  LeakyReLU: { positional: '', options: 'negative_slope' },
  PReLU: { positional: '', options: 'num_parameters init' },
  Softplus: { positional: '', options: 'beta threshold' },
  Softshrink: { positional: '', options: 'lambd' },
  Hardshrink: { positional: '', options: 'lambd' },
  LogSoftmax: { positional: 'dim' },
  Softmax: { positional: 'dim' },
  Softmin: { positional: 'dim' },
  CrossEntropyLoss: { positional: '' },
  NLLLoss: { positional: '' },
  MSELoss: { positional: '' },
  L1Loss: { positional: '' },
  BCEWithLogitsLoss: { positional: '' },
};

const words = (text: string): string[] => text.split(' ').filter((word) => word !== '');

/** Makes `nn.NAME(*args, **kwargs)`. Throws NotThere where there is no such module. */
export function makeModule(
  name: string,
  args: readonly Decoded[],
  kwargs: Readonly<Record<string, Decoded>>,
): nn.Module {
  const signature = signatures[name];
  const moduleClass = (nn as unknown as Record<string, Constructor | undefined>)[name];
  if (!signature || !moduleClass) throw new NotThere(`nn.${name}`);
  const positional = words(signature.positional);
  const names = [...positional, ...words(signature.options ?? '')];
  const given: Record<string, Decoded> = { ...kwargs };
  args.forEach((value, i) => {
    if (names[i] === undefined) throw new NotThere(`nn.${name} with ${args.length} positional arguments`);
    given[names[i]] = value;
  });
  const options = Object.entries(given).filter(([key]) => !positional.includes(key));
  const settings =
    options.length > 0 ? [Object.fromEntries(options.map(([key, value]) => [camelCase(key), value]))] : [];
  return new moduleClass(...positional.filter((key) => key in given).map((key) => given[key]), ...settings);
}
