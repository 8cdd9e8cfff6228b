import {
  type HardtanhOptions,
  hardshrink,
  hardsigmoid,
  hardswish,
  hardtanh,
  relu6,
  type ShrinkOptions,
  softshrink,
  type Tensor,
  threshold,
} from '@cotangent/core';
import { Activation } from './activation.ts';

/** {@link relu6} as a module. */
export class ReLU6 extends Activation {
  static readonly keepsNothing = true;
  protected activate(x: Tensor): Tensor {
    return relu6(x);
  }
}

/** {@link hardtanh} as a module. */
export class Hardtanh extends Activation {
  static readonly keepsNothing = true;
  readonly minVal: number;
  readonly maxVal: number;

  constructor({ minVal = -1, maxVal = 1 }: HardtanhOptions = {}) {
    super();
    this.minVal = minVal;
    this.maxVal = maxVal;
  }

  protected activate(x: Tensor): Tensor {
    return hardtanh(x, this);
  }

  override extraRepr(): string {
    return `minVal=${this.minVal}, maxVal=${this.maxVal}`;
  }
}

/** {@link hardsigmoid} as a module. */
export class Hardsigmoid extends Activation {
  static readonly keepsNothing = true;
  protected activate(x: Tensor): Tensor {
    return hardsigmoid(x);
  }
}

/** {@link hardswish} as a module. */
export class Hardswish extends Activation {
  static readonly keepsNothing = true;
  protected activate(x: Tensor): Tensor {
    return hardswish(x);
  }
}

/** {@link softshrink} as a module. */
export class Softshrink extends Activation {
  readonly lambd: number;

  constructor({ lambd = 0.5 }: ShrinkOptions = {}) {
    super();
    this.lambd = lambd;
  }

  protected activate(x: Tensor): Tensor {
    return softshrink(x, this);
  }

  override extraRepr(): string {
    return `${this.lambd}`;
  }
}

/** {@link hardshrink} as a module. */
export class Hardshrink extends Softshrink {
  protected override activate(x: Tensor): Tensor {
    return hardshrink(x, this);
  }
}

/** {@link threshold} as a module. */
export class Threshold extends Activation {
  readonly threshold: number;
  readonly value: number;

  /** Elements up to `limit` become `value`. */
  constructor(limit: number, value: number) {
    super();
    this.threshold = limit;
    this.value = value;
  }

  protected activate(x: Tensor): Tensor {
    return threshold(x, this.threshold, this.value);
  }

  override extraRepr(): string {
    return `threshold=${this.threshold}, value=${this.value}`;
  }
}
