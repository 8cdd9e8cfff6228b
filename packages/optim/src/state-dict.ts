import {
  ArgumentError,
  DTypeError,
  formatShape,
  isFloat,
  isTensor,
  noGrad,
  type Shape,
  ShapeError,
  sameShape,
  type Tensor,
} from '@cotangent/core';
import { type GroupSettings, mergeSettings, type ParamGroup } from './param-group.ts';

/** What an optimizer keeps for one parameter: named tensors, and numbers such as `step` where steps are counted. */
export type ParamState = Record<string, Tensor | number>;

/** What an optimizer's state looks like. */
export interface StateLayout {
  /** The names of what is kept as a number. */
  readonly numbers: readonly string[];
  readonly shapeOf: (key: string, param: Tensor) => Shape | undefined;
}

/** A group's settings, with the numbers of its parameters in place of the parameters. */
export type SavedGroup<Settings extends GroupSettings> = Readonly<Settings> & {
  readonly params: readonly number[];
  readonly initialLr?: number | undefined;
};

/** PyTorch's layout: state by the number of the parameter, counted through the groups, and the groups' settings. */
export interface OptimizerState<Settings extends GroupSettings = GroupSettings> {
  readonly state: Readonly<Record<number, Readonly<ParamState>>>;
  readonly paramGroups: readonly SavedGroup<Settings>[];
}

/** A saved state, checked and copied, ready to be put in place. */
export interface LoadedState<Settings extends GroupSettings> {
  readonly state: Map<Tensor, ParamState>;
  /** Per group. */
  readonly settings: readonly Settings[];
  readonly initialLrs: readonly (number | undefined)[];
}

function copyOf(tensor: Tensor, like: Tensor = tensor): Tensor {
  return noGrad(() => tensor.detach().clone().to(like.dtype));
}

/** A snapshot that later steps do not change. */
export function saveState<Settings extends GroupSettings>(
  groups: readonly ParamGroup<Settings>[],
  states: ReadonlyMap<Tensor, ParamState>,
): OptimizerState<Settings> {
  const state: Record<number, ParamState> = {};
  let number = 0;
  const paramGroups = groups.map((group) => {
    const numbers = group.params.map((param) => {
      const kept = states.get(param);
      if (kept) {
        state[number] = Object.fromEntries(
          Object.entries(kept).map(([key, value]) => [key, typeof value === 'number' ? value : copyOf(value)]),
        );
      }
      return number++;
    });
    const settings = Object.entries(group).map(([key, value]) => [key, Array.isArray(value) ? [...value] : value]);
    return { ...Object.fromEntries(settings), params: numbers } as SavedGroup<Settings>;
  });
  return { state, paramGroups };
}

/**
 * Checks a saved state against the groups it shall be loaded into, and copies it.
 *
 * Throws an ArgumentError when numbers of groups or parameters differ or a setting is unknown, a ShapeError or
 * DTypeError for a tensor that does not belong to its parameter.
 */
export function readState<Settings extends GroupSettings>(
  name: string,
  saved: OptimizerState<Settings>,
  groups: readonly ParamGroup<Settings>[],
  defaults: Settings,
  layout: StateLayout,
): LoadedState<Settings> {
  if (!Array.isArray(saved?.paramGroups) || typeof saved.state !== 'object' || saved.state === null) {
    throw new ArgumentError(`${name}: expected { state, paramGroups }, as stateDict() gives it`);
  }
  if (saved.paramGroups.length !== groups.length) {
    throw new ArgumentError(
      `${name}: the state has ${saved.paramGroups.length} parameter groups, the optimizer ${groups.length}`,
    );
  }
  const byNumber = new Map<number, Tensor>();
  const settings: Settings[] = [];
  const initialLrs: (number | undefined)[] = [];
  groups.forEach((group, g) => {
    const { params, initialLr, ...options } = saved.paramGroups[g] as SavedGroup<Settings>;
    if (!Array.isArray(params) || params.length !== group.params.length) {
      throw new ArgumentError(
        `${name}: group ${g} of the state has ${params?.length} parameters, the optimizer's ${group.params.length}`,
      );
    }
    params.forEach((number: number, i) => {
      if (byNumber.has(number)) throw new ArgumentError(`${name}: the state lists parameter ${number} twice`);
      byNumber.set(number, group.params[i]!);
    });
    settings.push(mergeSettings(name, options, defaults));
    initialLrs.push(initialLr);
  });
  const state = new Map<Tensor, ParamState>();
  for (const [number, kept] of Object.entries(saved.state)) {
    const param = byNumber.get(Number(number));
    if (!param) throw new ArgumentError(`${name}: the state of parameter ${number}, which is in no group`);
    state.set(param, readParamState(`${name}: ${number}`, kept, param, layout));
  }
  return { state, settings, initialLrs };
}

function readParamState(
  where: string,
  kept: Readonly<ParamState>,
  param: Tensor,
  { numbers, shapeOf }: StateLayout,
): ParamState {
  const result: ParamState = {};
  for (const [key, value] of Object.entries(kept)) {
    if (numbers.includes(key)) {
      result[key] = readNumber(`${where}.${key}`, key, value);
      continue;
    }
    if (!isTensor(value)) throw new ArgumentError(`${where}.${key} must be a tensor, got ${String(value)}`);
    const shape = shapeOf(key, param);
    if (shape && !sameShape(value.shape, shape)) {
      const [came, expected] = [formatShape(value.shape), formatShape(shape)];
      const whose = sameShape(shape, param.shape) ? `its parameter ${expected}` : `expected ${expected}`;
      throw new ShapeError(`${where}.${key} is ${came}, ${whose}`);
    }
    if (!isFloat(value.dtype)) throw new DTypeError(`${where}.${key} is ${value.dtype}, expected ${param.dtype}`);
    result[key] = copyOf(value, param);
  }
  return result;
}

function readNumber(where: string, key: string, value: Tensor | number): number {
  // PyTorch's files hold it as a tensor
  const number = isTensor(value) && value.numel() === 1 ? value.item() : value;
  if (typeof number !== 'number' || (key === 'step' && !(Number.isInteger(number) && number >= 0))) {
    throw new ArgumentError(
      `${where} must be a ${key === 'step' ? 'whole number ≥ 0' : 'number'}, got ${String(value)}`,
    );
  }
  return number;
}
