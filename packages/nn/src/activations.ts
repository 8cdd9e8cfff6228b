import {
  celu,
  type EluOptions,
  elu,
  type GeluOptions,
  gelu,
  type LeakyReluOptions,
  leakyRelu,
  logsigmoid,
  mish,
  relu,
  type SoftplusOptions,
  selu,
  sigmoid,
  silu,
  softplus,
  softsign,
  type Tensor,
  tanh,
  tanhshrink,
} from '@cotangent/core';
import { Activation } from './activation.ts';

/** {@link relu} as a module. */
export class ReLU extends Activation {
  static readonly keepsNothing = true;
  protected activate(x: Tensor): Tensor {
    return relu(x);
  }
}

/** {@link leakyRelu} as a module. */
export class LeakyReLU extends Activation {
  static readonly keepsNothing = true;
  readonly negativeSlope: number;

  constructor({ negativeSlope = 0.01 }: LeakyReluOptions = {}) {
    super();
    this.negativeSlope = negativeSlope;
  }

  protected activate(x: Tensor): Tensor {
    return leakyRelu(x, this);
  }

  override extraRepr(): string {
    return `negativeSlope=${this.negativeSlope}`;
  }
}

/** {@link elu} as a module. */
export class ELU extends Activation {
  static readonly keepsNothing = true;
  readonly alpha: number;

  constructor({ alpha = 1 }: EluOptions = {}) {
    super();
    this.alpha = alpha;
  }

  protected activate(x: Tensor): Tensor {
    return elu(x, this);
  }

  override extraRepr(): string {
    return `alpha=${this.alpha}`;
  }
}

/** {@link selu} as a module. */
export class SELU extends Activation {
  static readonly keepsNothing = true;
  protected activate(x: Tensor): Tensor {
    return selu(x);
  }
}

/** {@link celu} as a module. */
export class CELU extends ELU {
  protected override activate(x: Tensor): Tensor {
    return celu(x, this);
  }
}

/** {@link gelu} as a module. */
export class GELU extends Activation {
  static readonly keepsNothing = true;
  readonly approximate: 'none' | 'tanh';

  constructor({ approximate = 'none' }: GeluOptions = {}) {
    super();
    this.approximate = approximate;
  }

  protected activate(x: Tensor): Tensor {
    return gelu(x, this);
  }

  override extraRepr(): string {
    return `approximate='${this.approximate}'`;
  }
}

/** {@link silu} as a module. */
export class SiLU extends Activation {
  static readonly keepsNothing = true;
  protected activate(x: Tensor): Tensor {
    return silu(x);
  }
}

/** {@link mish} as a module. */
export class Mish extends Activation {
  static readonly keepsNothing = true;
  protected activate(x: Tensor): Tensor {
    return mish(x);
  }
}

/** {@link softplus} as a module. */
export class Softplus extends Activation {
  static readonly keepsNothing = true;
  readonly beta: number;
  readonly threshold: number;

  constructor({ beta = 1, threshold: limit = 20 }: SoftplusOptions = {}) {
    super();
    this.beta = beta;
    this.threshold = limit;
  }

  protected activate(x: Tensor): Tensor {
    return softplus(x, this);
  }

  override extraRepr(): string {
    return `beta=${this.beta}, threshold=${this.threshold}`;
  }
}

/** {@link softsign} as a module. */
export class Softsign extends Activation {
  protected activate(x: Tensor): Tensor {
    return softsign(x);
  }
}

/** {@link sigmoid} as a module. */
export class Sigmoid extends Activation {
  static readonly keepsNothing = true;
  protected activate(x: Tensor): Tensor {
    return sigmoid(x);
  }
}

/** {@link logsigmoid} as a module. */
export class LogSigmoid extends Activation {
  static readonly keepsNothing = true;
  protected activate(x: Tensor): Tensor {
    return logsigmoid(x);
  }
}

/** {@link tanh} as a module. */
export class Tanh extends Activation {
  static readonly keepsNothing = true;
  protected activate(x: Tensor): Tensor {
    return tanh(x);
  }
}

/** {@link tanhshrink} as a module. */
export class Tanhshrink extends Activation {
  protected activate(x: Tensor): Tensor {
    return tanhshrink(x);
  }
}
