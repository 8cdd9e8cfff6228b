import { ArgumentError, isFloat, isTensor, type Tensor } from '@cotangent/core';

/** The settings every group has. */
export interface GroupSettings {
  /** The learning rate. */
  lr: number;
}

/** Parameters that share their settings. Schedulers, and you, may change the settings between steps. */
export type ParamGroup<Settings extends GroupSettings> = Settings & {
  readonly params: readonly Tensor[];
  /** The learning rate that schedulers count from; set by the first scheduler. */
  initialLr?: number;
};

/** A group as it is given to an optimizer: what is left out comes from the optimizer's options. */
export type ParamGroupOptions<Settings extends GroupSettings> = {
  readonly [K in keyof Settings]?: Settings[K] | undefined;
} & {
  readonly params: Iterable<Tensor>;
  readonly initialLr?: number | undefined;
};

/** What an optimizer is made for: parameters, or groups of parameters. */
export type ParamsLike<Settings extends GroupSettings> = Iterable<Tensor> | Iterable<ParamGroupOptions<Settings>>;

/** Brings the first argument of an optimizer to a list of groups. Throws an ArgumentError as {@link makeGroup} does. */
export function toGroups<Settings extends GroupSettings>(
  name: string,
  params: ParamsLike<Settings>,
): ParamGroupOptions<Settings>[] {
  if (isTensor(params)) {
    throw new ArgumentError(
      `${name}: params must be an iterable of tensors or of groups, got a single tensor; wrap it in [ ]`,
    );
  }
  if (typeof (params as Partial<Iterable<unknown>> | undefined | null)?.[Symbol.iterator] !== 'function') {
    throw new ArgumentError(`${name}: params must be an iterable of tensors or of groups, got ${describe(params)}`);
  }
  const list: unknown[] = [...params];
  if (list.length === 0) throw new ArgumentError(`${name}: got an empty list of parameters`);
  const isGroup = (item: unknown): boolean =>
    typeof item === 'object' && item !== null && !isTensor(item) && 'params' in item;
  if (list.every(isGroup)) return list as ParamGroupOptions<Settings>[];
  return [{ params: list } as object as ParamGroupOptions<Settings>];
}

/**
 * A group with all its settings. A parameter listed twice counts once.
 *
 * Throws an ArgumentError for a setting the optimizer does not have, for what is not a tensor of a float dtype and a
 * leaf, and for a parameter in `taken`.
 */
export function makeGroup<Settings extends GroupSettings>(
  name: string,
  given: ParamGroupOptions<Settings>,
  defaults: Settings,
  taken: ReadonlySet<Tensor>,
): ParamGroup<Settings> {
  const { params, initialLr, ...options } = given;
  const list = isTensor(params) ? [params] : [...new Set(params)];
  list.forEach((param, i) => {
    checkParam(name, param, i);
    if (taken.has(param)) {
      throw new ArgumentError(
        `${name}: some parameters appear in more than one parameter group, among them number ${i} of the new one`,
      );
    }
  });
  const settings = mergeSettings(name, options, defaults);
  return { ...settings, params: list, ...(initialLr !== undefined && { initialLr }) };
}

/** `defaults`, overwritten by what `options` defines. Throws an ArgumentError for an option that has no default. */
export function mergeSettings<Settings extends GroupSettings>(
  name: string,
  options: object,
  defaults: Settings,
): Settings {
  const settings = { ...defaults };
  for (const [key, value] of Object.entries(options)) {
    if (!(key in defaults)) {
      throw new ArgumentError(`${name}: unknown option ${key}; it has ${Object.keys(defaults).join(', ')}`);
    }
    if (value !== undefined) (settings as Record<string, unknown>)[key] = Array.isArray(value) ? [...value] : value;
  }
  return settings;
}

function checkParam(name: string, param: unknown, position: number): void {
  if (!isTensor(param)) {
    throw new ArgumentError(`${name}: can only optimize tensors, but parameter ${position} is ${describe(param)}`);
  }
  if (!param.isLeaf) {
    throw new ArgumentError(
      `${name}: parameter ${position} is not a leaf but the result of ${param.gradFn?.name ?? 'an operation'}; give the tensor it was made from`,
    );
  }
  if (!isFloat(param.dtype)) {
    throw new ArgumentError(`${name}: parameter ${position} is ${param.dtype}, expected float32 or float64`);
  }
}

function describe(x: unknown): string {
  if (x === null || typeof x !== 'object') return String(x);
  return isTensor(x) ? 'a tensor' : 'an object without tensors';
}
