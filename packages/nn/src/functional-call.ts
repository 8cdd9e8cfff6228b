import { ArgumentError, checkTensor, stack, type Tensor } from '@cotangent/core';
import type { AnyModule } from './module.ts';
import type { StateSource } from './module-state.ts';

/** What functionalCall takes. */
export interface FunctionalCallOptions {
  /** Whether a tensor also stands in for the other places of a parameter that the module shares. Defaults to true. */
  readonly tieWeights?: boolean | undefined;
  /** Whether a name that is missing, or one that belongs to nothing, is an error. Defaults to false. */
  readonly strict?: boolean | undefined;
}

/** Where a module holds a parameter or buffer. */
interface Place {
  readonly owner: AnyModule;
  readonly name: string;
  readonly held: Tensor;
}

/**
 * Calls a module with other tensors in place of its parameters and buffers, named as in its state dict; those not named
 * stay. The module is as before afterwards. With it a model is a function of its parameters, for `func.grad`, `vmap` and
 * the other transforms:
 *
 * ```ts
 * const lossOf = (parameters: Record<string, Tensor>, x: Tensor, y: Tensor) =>
 *   mseLoss(functionalCall(model, parameters, x), y);
 * const gradients = func.grad(lossOf)(Object.fromEntries(model.namedParameters()), x, y);
 * ```
 *
 * `args` is the list of the module's inputs, or its only input. Several sources are put together, as one of parameters
 * and one of buffers. A buffer that the module writes to is the one given.
 *
 * Throws an ArgumentError for a name in two sources, for two tensors in place of one that is shared (unless `tieWeights`
 * is false), and with `strict` for names that do not fit.
 * https://docs.pytorch.org/docs/stable/generated/torch.func.functional_call.html
 */
export function functionalCall<In extends readonly unknown[], Out>(
  module: { forward(...inputs: In): Out } & AnyModule,
  parametersAndBuffers: StateSource | readonly StateSource[],
  args: In | In[0],
  { tieWeights = true, strict = false }: FunctionalCallOptions = {},
): Out {
  const given = merged(parametersAndBuffers);
  const places = placesOf(module);
  if (strict) checkNames(given, places);
  const replaced = replacements(given, places, tieWeights);
  const inputs = (Array.isArray(args) ? args : [args]) as never[];
  try {
    for (const [{ owner, name }, tensor] of replaced) owner.replaceMember(name, tensor);
    return module.call(...inputs) as Out;
  } finally {
    for (const [{ owner, name, held }] of replaced) owner.replaceMember(name, held);
  }
}

function merged(sources: StateSource | readonly StateSource[]): Map<string, Tensor> {
  const all = new Map<string, Tensor>();
  for (const source of Array.isArray(sources) ? (sources as readonly StateSource[]) : [sources as StateSource]) {
    for (const [name, tensor] of source instanceof Map ? source : Object.entries(source)) {
      checkTensor(`functionalCall: ${name}`, tensor, 0);
      if (all.has(name)) throw new ArgumentError(`functionalCall: ${name} is in several of the given states`);
      all.set(name, tensor);
    }
  }
  return all;
}

/** By names, all of them where a tensor has several. */
function placesOf(module: AnyModule): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const [path, owner] of module.namedModules({ removeDuplicate: false })) {
    const own = { recurse: false, removeDuplicate: false };
    for (const [name, held] of [...owner.namedParameters(own), ...owner.namedBuffers(own)]) {
      places.set(path === '' ? name : `${path}.${name}`, { owner, name, held });
    }
  }
  return places;
}

function checkNames(given: ReadonlyMap<string, Tensor>, places: ReadonlyMap<string, Place>): void {
  const heldGiven = new Set([...given.keys()].map((name) => places.get(name)?.held));
  const missing = [...places].filter(([, { held }]) => !heldGiven.has(held)).map(([name]) => name);
  const unexpected = [...given.keys()].filter((name) => !places.has(name));
  const problems = [
    missing.length > 0 ? `missing ${missing.join(', ')}` : '',
    unexpected.length > 0 ? `unexpected ${unexpected.join(', ')}` : '',
  ].filter((problem) => problem !== '');
  if (problems.length > 0) throw new ArgumentError(`functionalCall: names that do not fit: ${problems.join('; ')}`);
}

function replacements(
  given: ReadonlyMap<string, Tensor>,
  places: ReadonlyMap<string, Place>,
  tieWeights: boolean,
): [Place, Tensor][] {
  const result: [Place, Tensor][] = [];
  const chosen = new Map<Tensor, [name: string, tensor: Tensor]>();
  for (const [name, tensor] of given) {
    const place = places.get(name);
    if (!place) continue;
    const [before, other] = chosen.get(place.held) ?? [name, tensor];
    if (tieWeights && other !== tensor) {
      throw new ArgumentError(
        `functionalCall: ${before} and ${name} are one parameter, but got two tensors; pass { tieWeights: false } to untie them`,
      );
    }
    chosen.set(place.held, [name, tensor]);
    if (!tieWeights) result.push([place, tensor]);
  }
  if (!tieWeights) return result;
  for (const place of places.values()) {
    const tensor = chosen.get(place.held)?.[1];
    if (tensor) result.push([place, tensor]);
  }
  return result;
}

/**
 * `[parameters, buffers]` of several models of one make, each stacked along a new first dimension, by name: an ensemble
 * that `vmap` calls at once by {@link functionalCall}. The parameters are leaves that require grad where they did.
 *
 * Throws an ArgumentError for no model, for models of different classes, or not all in the same mode; a ShapeError for
 * sizes that differ.
 * https://docs.pytorch.org/docs/stable/generated/torch.func.stack_module_state.html
 */
export function stackModuleState(
  models: readonly AnyModule[],
): [parameters: Record<string, Tensor>, buffers: Record<string, Tensor>] {
  const [first, ...rest] = models;
  if (!first) throw new ArgumentError('stackModuleState: expected at least one model, got none');
  if (rest.some((model) => model.constructor !== first.constructor || model.training !== first.training)) {
    throw new ArgumentError('stackModuleState: expected models of one class, all in training or all in evaluation');
  }
  const all = models.map((model) => [new Map(model.namedParameters()), new Map(model.namedBuffers())] as const);
  const stacked = (kind: 0 | 1): Record<string, Tensor> =>
    Object.fromEntries(
      [...all[0]![kind]].map(([name, one]) => {
        const together = stack(all.map((maps) => named(maps[kind], name).detach()));
        return [name, one.requiresGrad ? together.requiresGrad_() : together];
      }),
    );
  return [stacked(0), stacked(1)];
}

function named(tensors: ReadonlyMap<string, Tensor>, name: string): Tensor {
  const tensor = tensors.get(name);
  if (tensor) return tensor;
  throw new ArgumentError(`stackModuleState: one of the models has no ${name}`);
}
