import { Buffer, isTensor, type Tensor } from '@cotangent/core';
import { type Member, Module } from '../module.ts';
import type { LossFunction, LossOptions } from './define-loss.ts';

/**
 * A loss with its options, as a module: `criterion.call(input, target)`. Tensors among the options, such as class
 * weights, become buffers, named as PyTorch names them.
 */
export class LossModule<Options extends LossOptions = LossOptions> extends Module {
  private readonly loss: LossFunction<Options>;
  private settings: Options | undefined;

  constructor(loss: LossFunction<Options>, options?: Options) {
    super();
    this.loss = loss;
    this.settings = options && withBuffers(options);
  }

  /** The options it was made with. */
  get options(): Options | undefined {
    return this.settings;
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return this.loss(input, target, this.settings);
  }

  override *members(): Generator<[string, Member]> {
    yield* super.members();
    for (const [name, value] of Object.entries(this.settings ?? {})) {
      if (value instanceof Buffer) yield [bufferName(name), value];
    }
  }

  override replaceMember(name: string, tensor: Tensor): void {
    const option = Object.keys(this.settings ?? {}).find((key) => bufferName(key) === name);
    if (option === undefined) super.replaceMember(name, tensor);
    else this.settings = { ...this.settings!, [option]: tensor };
  }
}

/** What {@link lossModule} makes. */
export type LossModuleClass<Options extends LossOptions> = new (options?: Options) => LossModule<Options>;

/** The module of a loss function: `const CharbonnierLoss = lossModule(charbonnier)`, `new CharbonnierLoss({ eps: 0.1 })`. */
/* @__NO_SIDE_EFFECTS__ */
export function lossModule<Options extends LossOptions>(loss: LossFunction<Options>): LossModuleClass<Options> {
  const name = `${loss.name.charAt(0).toUpperCase()}${loss.name.slice(1)}${loss.name.endsWith('Loss') ? '' : 'Loss'}`;
  const classes = {
    [name]: class extends LossModule<Options> {
      constructor(options?: Options) {
        super(loss, options);
      }
    },
  };
  return classes[name]!;
}

/** As PyTorch names it: `pos_weight`. */
function bufferName(option: string): string {
  return option.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function withBuffers<Options extends LossOptions>(options: Options): Options {
  const entries = Object.entries(options).map(([name, value]) => [name, isTensor(value) ? new Buffer(value) : value]);
  return Object.fromEntries(entries) as Options;
}
