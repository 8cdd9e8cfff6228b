import {
  Buffer,
  DTypeError,
  type DTypeLike,
  isFloat,
  type ModuleLike,
  noGrad,
  Parameter,
  type Stateful,
  type Tensor,
  toDType,
} from '@cotangent/core';
import { convertTensor } from './convert-tensor.ts';
import { HookMethods } from './hooks/hook-methods.ts';
import { replaceField } from './member-places.ts';
import { callModule } from './module-call.ts';
import { describeModule } from './module-repr.ts';
import {
  type LoadStateOptions,
  type LoadStateResult,
  loadState,
  type StateDict,
  type StateSource,
} from './module-state.ts';

/** A module of whatever inputs and output. */
export type AnyModule = Module<never[], unknown>;

/** What a module is made of. */
export type Member = Parameter | Buffer | AnyModule;

/** How names are listed. */
export interface NamesOptions {
  /** Stands before every name, with a dot between. Defaults to `''`. */
  readonly prefix?: string | undefined;
  /** Whether what is shared is listed once, under its first name. Defaults to true. */
  readonly removeDuplicate?: boolean | undefined;
}

/** How parameters and buffers are listed. */
export interface NamedTensorsOptions extends NamesOptions {
  /** Whether those of the modules inside are listed too. Defaults to true. */
  readonly recurse?: boolean | undefined;
}

/**
 * The base of layers and models. Override `forward`, and call the model by {@link Module.call}:
 *
 * ```ts
 * class Net extends Module {
 *   readonly hidden = new Linear(784, 128);
 *   readonly out = new Linear(128, 10);
 *   forward(x: Tensor): Tensor {
 *     return this.out.call(relu(this.hidden.call(x)));
 *   }
 * }
 * new Net().call(images);
 * ```
 *
 * Parameters, buffers and modules are found among the module's own public fields, in the order of their declaration,
 * and in arrays and maps there; `#private` fields are not seen. Their names are PyTorch's: `out.weight`,
 * `layers.2.bias`.
 *
 * `In` and `Out` are what `forward` takes and gives; a module of anything but tensors to a tensor names them:
 * `extends Module<[Tensor, number], [Tensor, Tensor]>`.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html
 */
export abstract class Module<In extends readonly unknown[] = Tensor[], Out = Tensor>
  extends HookMethods
  implements ModuleLike, Stateful<StateDict>
{
  static {
    // what `console.log` of Node calls; a method of a computed name could not be declared
    Object.defineProperty(Module.prototype, Symbol.for('nodejs.util.inspect.custom'), {
      value(this: AnyModule): string {
        return this.toString();
      },
    });
  }

  /** Whether layers such as dropout behave as in training. See {@link Module.train}. */
  training = true;

  /**
   * Runs `forward` and the module's hooks. An error of the library thrown inside says which module it came from:
   * `layers.2 (Linear 64 → 10): last dimension is 8, expected 64`.
   */
  declare readonly call: this['forward'];

  static {
    // typed as `forward`, with the generics of its signature: a method could not be
    Object.defineProperty(Module.prototype, 'call', { value: callModule, writable: true, configurable: true });
  }

  /** What the module computes. Overridden, never called directly: {@link Module.call} does. */
  abstract forward(...inputs: In): Out;

  /** The module's own members with their names. A container overrides it to name its contents otherwise. */
  *members(): Generator<[string, Member]> {
    for (const [name, value] of Object.entries(this)) yield* membersIn(name, value);
  }

  /**
   * Puts a tensor in the place of a parameter or buffer that {@link Module.members} names, for as long as
   * `functionalCall` runs. A module that keeps its own elsewhere than in public fields overrides both.
   */
  replaceMember(name: string, tensor: Tensor): void {
    replaceField(this, name, tensor);
  }

  /** This module and all inside, each before its contents. Shared ones come once. */
  *modules(): Generator<AnyModule> {
    for (const [, module] of this.namedModules()) yield module;
  }

  /** {@link Module.modules} with their dotted paths; this module's own is `''`. */
  *namedModules({ prefix = '', removeDuplicate = true }: NamesOptions = {}): Generator<[string, AnyModule]> {
    yield* walk(prefix, this, new Set(), removeDuplicate);
  }

  /** The modules directly inside. */
  *children(): Generator<AnyModule> {
    for (const [, module] of this.namedChildren()) yield module;
  }

  /** {@link Module.children} with their names. */
  *namedChildren(): Generator<[string, AnyModule]> {
    const seen = new Set<AnyModule>();
    for (const [name, member] of this.members()) {
      if (!(member instanceof Module) || seen.has(member)) continue;
      seen.add(member);
      yield [name, member];
    }
  }

  /** The parameters of this module and all inside; tied ones come once. */
  *parameters(options?: NamedTensorsOptions): Generator<Parameter> {
    for (const [, parameter] of this.namedParameters(options)) yield parameter;
  }

  /** {@link Module.parameters} with their dotted paths, a module's own before those inside. */
  *namedParameters(options?: NamedTensorsOptions): Generator<[string, Parameter]> {
    yield* namedTensors(this, Parameter, options);
  }

  /** The buffers of this module and all inside. */
  *buffers(options?: NamedTensorsOptions): Generator<Buffer> {
    for (const [, buffer] of this.namedBuffers(options)) yield buffer;
  }

  /** {@link Module.buffers} with their dotted paths. */
  *namedBuffers(options?: NamedTensorsOptions): Generator<[string, Buffer]> {
    yield* namedTensors(this, Buffer, options);
  }

  /** Sets {@link Module.training} here and in all modules inside. */
  train(mode = true): this {
    for (const module of this.modules()) module.training = mode;
    return this;
  }

  /** `train(false)`: layers such as dropout behave as in use. */
  eval(): this {
    return this.train(false);
  }

  /** Calls `fn` with all modules inside and then with this one. */
  apply(fn: (module: AnyModule) => void): this {
    for (const child of this.children()) child.apply(fn);
    fn(this);
    return this;
  }

  /** Sets the gradients of all parameters to `null`. */
  zeroGrad(): void {
    for (const parameter of this.parameters()) parameter.grad = null;
  }

  /** Makes all parameters take part in gradients, or no longer. */
  requiresGrad_(requiresGrad = true): this {
    for (const parameter of this.parameters()) parameter.requiresGrad_(requiresGrad);
    return this;
  }

  /**
   * Converts the float parameters and buffers, and their gradients, in place: the parameters stay the objects they are.
   *
   * Throws a DTypeError for integer dtypes.
   */
  to(dtype: DTypeLike): this {
    const canonical = toDType(dtype);
    if (!isFloat(canonical)) throw new DTypeError(`to: a module is converted to float32 or float64, got ${dtype}`);
    noGrad(() => {
      for (const parameter of this.parameters()) convertTensor(parameter, canonical);
      for (const buffer of this.buffers()) convertTensor(buffer, canonical);
    });
    return this;
  }

  /** `to('float32')` */
  float(): this {
    return this.to('float32');
  }

  /** `to('float64')` */
  double(): this {
    return this.to('float64');
  }

  /**
   * Parameters and persistent buffers by their names, which are PyTorch's. The tensors are outside the graph and share
   * their elements with the module.
   */
  stateDict(): StateDict {
    const state: StateDict = new Map();
    for (const [path, module] of this.namedModules({ removeDuplicate: false })) {
      const own = { prefix: path, recurse: false, removeDuplicate: false };
      for (const [name, parameter] of module.namedParameters(own)) state.set(name, parameter.detach());
      for (const [name, buffer] of module.namedBuffers(own)) if (buffer.persistent) state.set(name, buffer.detach());
    }
    return state;
  }

  /**
   * Copies a state into the parameters and buffers, converting dtypes.
   *
   * Throws an ArgumentError that lists every missing key, unexpected key (both unless `strict` is false) and size that
   * differs; nothing has changed then.
   */
  loadStateDict(state: StateSource, options?: LoadStateOptions): LoadStateResult {
    return loadState(this, state, options);
  }

  /** The settings that {@link Module.toString} prints. */
  extraRepr(): string {
    return '';
  }

  /** What error messages call the module: the name of its class, and its sizes where they help. */
  shortRepr(): string {
    return this.constructor.name;
  }

  /** The module and all inside, as PyTorch prints them. */
  override toString(): string {
    return describeModule(this);
  }
}

function* membersIn(name: string, value: unknown): Generator<[string, Member]> {
  if (typeof value !== 'object' || value === null) return;
  if (value instanceof Parameter || value instanceof Buffer || value instanceof Module) yield [name, value];
  else if (Array.isArray(value)) {
    // a long list of numbers or words costs no generators
    for (let i = 0; i < value.length; i++) if (typeof value[i] === 'object') yield* membersIn(`${name}.${i}`, value[i]);
  } else if (value instanceof Map) {
    for (const [key, item] of value) if (typeof item === 'object') yield* membersIn(`${name}.${String(key)}`, item);
  }
}

/** `seen` holds all modules that came before, or only those around this one, which keeps cycles finite. */
function* walk(
  path: string,
  module: AnyModule,
  seen: Set<AnyModule>,
  removeDuplicate: boolean,
): Generator<[string, AnyModule]> {
  if (seen.has(module)) return;
  seen.add(module);
  yield [path, module];
  for (const [name, child] of module.members()) {
    if (child instanceof Module) yield* walk(join(path, name), child, seen, removeDuplicate);
  }
  if (!removeDuplicate) seen.delete(module);
}

function* namedTensors<T extends Tensor>(
  module: AnyModule,
  kind: abstract new (...args: never[]) => T,
  { prefix = '', recurse = true, removeDuplicate = true }: NamedTensorsOptions = {},
): Generator<[string, T]> {
  const seen = new Set<T>();
  const modules = recurse ? module.namedModules({ prefix, removeDuplicate }) : [[prefix, module] as const];
  for (const [path, owner] of modules) {
    for (const [name, member] of owner.members()) {
      if (!(member instanceof kind) || seen.has(member)) continue;
      if (removeDuplicate) seen.add(member);
      yield [join(path, name), member];
    }
  }
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
