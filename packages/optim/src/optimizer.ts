import {
  ArgumentError,
  DTypeError,
  enableGrad,
  formatShape,
  fullLike,
  gradOf,
  noGrad,
  type Shape,
  ShapeError,
  sameShape,
  type Tensor,
  zerosLike,
} from '@cotangent/core';
import {
  type GroupSettings,
  makeGroup,
  mergeSettings,
  type ParamGroup,
  type ParamGroupOptions,
  type ParamsLike,
  toGroups,
} from './param-group.ts';
import { type OptimizerState, type ParamState, readState, saveState } from './state-dict.ts';
import type { UpdateRule } from './update-rule.ts';

/** One parameter's share of a step. */
export interface PlannedUpdate {
  readonly rule: UpdateRule;
  /** The numbers the rule asks for, in its order. */
  readonly scalars: readonly number[];
  /** The number of this step, from 1, for optimizers that keep it. */
  readonly step?: number | undefined;
  /** Further numbers to keep from this step on; their names stand in {@link Optimizer.stateNumbers}. */
  readonly numbers?: Readonly<Record<string, number>> | undefined;
  /** What state tensors are filled with before the first step, by name; 0 unless given. */
  readonly initial?: Readonly<Record<string, number>> | undefined;
}

/** One parameter's share of a step that is no formula. */
export interface PlannedStep {
  /** Writes the parameter, inside `noGrad`, and returns all that is to be kept for it. Must not fail. */
  readonly run: () => ParamState;
}

/** A plan that was found possible, with all it needs. */
interface Ready {
  readonly planned: PlannedUpdate | PlannedStep;
  readonly param: Tensor;
  readonly grad: Tensor;
  readonly state: ParamState | undefined;
  /** The state's tensors in the order of the rule; none for a plan that is no formula. */
  readonly kept: readonly Tensor[];
}

const nothingKept: readonly Tensor[] = [];

/** What zeroGrad takes. */
export interface ZeroGradOptions {
  /** Whether gradients become `null`; otherwise they are filled with zeros. Defaults to true. */
  readonly setToNone?: boolean | undefined;
}

/**
 * The base of optimizers (https://docs.pytorch.org/docs/stable/optim.html#torch.optim.Optimizer): groups of parameters,
 * their settings, and state by the identity of the parameter.
 *
 * An optimizer of your own extends it, checks its settings in `check` and names a rule in `plan`; see
 * {@link defineUpdateRule}.
 */
export abstract class Optimizer<Settings extends GroupSettings = GroupSettings> {
  /** Settings for groups that do not bring their own. */
  readonly defaults: Readonly<Settings>;
  readonly paramGroups: ParamGroup<Settings>[] = [];
  readonly #state = new Map<Tensor, ParamState>();

  /**
   * `params` are tensors, or groups `{ params, lr, … }` with settings of their own. A tensor listed twice in a group
   * counts once.
   *
   * Throws an ArgumentError for an empty list, a single tensor, what is no leaf of a float dtype, a parameter in two
   * groups, and settings that are unknown or out of range.
   */
  constructor(
    params: ParamsLike<Settings>,
    options: { readonly [K in keyof Settings]?: Settings[K] | undefined },
    defaults: Settings,
  ) {
    this.defaults = mergeSettings(this.name, options, defaults);
    this.check(this.defaults);
    for (const group of toGroups(this.name, params)) this.addParamGroup(group);
  }

  /** Throws an ArgumentError for settings out of range. Runs before the subclass has its fields. */
  protected abstract check(settings: Readonly<Settings>): void;

  /**
   * How a parameter with a gradient is to change. Changes nothing itself.
   *
   * `state` is what earlier steps left, `undefined` before the first.
   */
  protected abstract plan(
    param: Tensor,
    state: Readonly<ParamState> | undefined,
    settings: Readonly<Settings>,
  ): PlannedUpdate | PlannedStep;

  /** The names of what is kept as a number, not as a tensor. */
  protected get stateNumbers(): readonly string[] {
    return ['step'];
  }

  /** The shape of a state tensor: the parameter's, unless a subclass keeps others; `undefined` for any. */
  protected stateShape(_key: string, param: Tensor): Shape | undefined {
    return param.shape;
  }

  /** The name that errors begin with. */
  protected get name(): string {
    return this.constructor.name;
  }

  /** What is kept for each parameter that had a gradient in some step. */
  get state(): ReadonlyMap<Tensor, Readonly<ParamState>> {
    return this.#state;
  }

  /** Replaces what is kept for a parameter, for a subclass with a `step` of its own. */
  protected keepState(param: Tensor, state: ParamState): void {
    this.#state.set(param, state);
  }

  /** Adds parameters, for example those of layers that are trained from now on. Throws as the constructor does. */
  addParamGroup(group: ParamGroupOptions<Settings>): void {
    const taken = new Set(this.paramGroups.flatMap(({ params }) => params));
    const complete = makeGroup(this.name, group, this.defaults as Settings, taken);
    this.check(complete);
    this.paramGroups.push(complete);
  }

  /**
   * Updates every parameter that has a gradient; the others and their state stay as they are.
   *
   * `closure`, where given, clears the gradients, computes the loss, runs backward and returns the loss, which is
   * returned. Throws a ShapeError or DTypeError for a gradient that does not belong to its parameter, before any
   * parameter is changed.
   */
  step(): undefined;
  step<T>(closure: () => T): T;
  step<T>(closure?: () => T): T | undefined {
    const loss = closure ? enableGrad(closure) : undefined;
    noGrad(() => {
      const ready = this.#prepare();
      for (let i = 0; i < ready.length; i++) this.#apply(ready[i]!);
    });
    return loss;
  }

  /** Forgets the gradients of all parameters. https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.zero_grad.html */
  zeroGrad({ setToNone = true }: ZeroGradOptions = {}): void {
    for (const { params } of this.paramGroups) {
      for (const param of params) {
        const grad = gradOf(param);
        if (!grad) continue;
        if (setToNone) param.grad = null;
        else if (grad.requiresGrad) param.grad = zerosLike(grad);
        else noGrad(() => grad.zero_());
      }
    }
  }

  /** The state and the settings, copied: later steps do not change what is returned. */
  stateDict(): OptimizerState<Settings> {
    return saveState(this.paramGroups, this.#state);
  }

  /**
   * Continues from a saved state: the next steps are those the saved optimizer would have made, bit for bit. Tensors
   * are copied and converted to the dtype of their parameters; parameters are matched by their order.
   *
   * Throws an ArgumentError when groups or settings do not match, a ShapeError or DTypeError when tensors do not; the
   * optimizer then stays as it was.
   */
  loadStateDict(saved: OptimizerState<Settings>): void {
    const { state, settings, initialLrs } = readState(
      `${this.name}.loadStateDict`,
      saved,
      this.paramGroups,
      this.defaults as Settings,
      { numbers: this.stateNumbers, shapeOf: (key, param) => this.stateShape(key, param) },
    );
    for (const each of settings) this.check(each);
    this.paramGroups.forEach((group, i) => {
      Object.assign(group, settings[i]);
      const initialLr = initialLrs[i];
      if (initialLr === undefined) delete group.initialLr;
      else group.initialLr = initialLr;
    });
    this.#state.clear();
    for (const [param, kept] of state) this.#state.set(param, kept);
  }

  /** All that can be refused is refused here, before the first parameter is written. */
  #prepare(): Ready[] {
    const ready: Ready[] = [];
    for (const group of this.paramGroups) {
      for (const param of group.params) {
        const grad = gradOf(param);
        if (!grad) continue;
        this.#checkGrad(param, grad);
        const state = this.#state.get(param);
        const planned = this.plan(param, state, group);
        const kept = 'run' in planned ? nothingKept : this.#keptBy(planned, param, state);
        ready.push({ planned, param, grad, state, kept });
      }
    }
    return ready;
  }

  /** The tensors a rule writes beside the parameter: those of earlier steps, or new ones. */
  #keptBy({ rule, scalars, initial }: PlannedUpdate, param: Tensor, state: ParamState | undefined): readonly Tensor[] {
    if (scalars.length !== rule.scalars) {
      throw new ArgumentError(`${this.name}: ${rule.name} takes ${rule.scalars} numbers, got ${scalars.length}`);
    }
    const kept = new Array<Tensor>(rule.state.length);
    for (let i = 0; i < kept.length; i++) {
      const key = rule.state[i]!;
      kept[i] = (state?.[key] as Tensor | undefined) ?? fullLike(param, initial?.[key] ?? 0);
    }
    return kept;
  }

  #apply({ planned, param, grad, state, kept }: Ready): void {
    if ('run' in planned) {
      this.#state.set(param, planned.run());
      return;
    }
    const { rule, scalars, step, numbers } = planned;
    rule.apply(param, grad, kept, scalars);
    if (kept.length === 0 && step === undefined) return;
    const entry = state ?? {};
    if (step !== undefined) entry.step = step;
    if (numbers) Object.assign(entry, numbers);
    for (let i = 0; i < kept.length; i++) entry[rule.state[i]!] = kept[i]!;
    if (!state) this.#state.set(param, entry);
  }

  #checkGrad(param: Tensor, grad: Tensor): void {
    if (!sameShape(grad.shape, param.shape)) {
      throw new ShapeError(
        `${this.name}: a gradient is ${formatShape(grad.shape)}, its parameter ${formatShape(param.shape)}`,
      );
    }
    if (grad.dtype !== param.dtype) {
      throw new DTypeError(`${this.name}: a gradient is ${grad.dtype}, its parameter ${param.dtype}`);
    }
  }
}
