import { Buffer, formatShape, noGrad, Parameter, ShapeError, sameShape, type Tensor } from '@cotangent/core';
import { hideContents } from '../hide-contents.ts';
import { type AnyModule, type Member, Module } from '../module.ts';

/** Computes a parameter from what is trained in its place. */
export type Parametrization = Module<Tensor[], Tensor> & {
  /** What is to be trained so that `forward` gives this value, as near as it can; the value itself unless given. */
  rightInverse?(value: Tensor): Tensor | Tensor[];
};

/** What stands in the place of a parametrized tensor: `original`, or `original0`, `original1` …, and the parametrizations. */
export class ParametrizationList extends Module<[], Tensor> {
  declare private readonly contents: Parametrization[];
  /** The names of what is trained. */
  private readonly names: readonly string[];

  /** Throws a ShapeError for a parametrization that gives another shape. */
  constructor(parametrization: Parametrization, value: Parameter | Buffer) {
    super();
    hideContents(this, [parametrization]);
    const inverse = noGrad(() => parametrization.rightInverse?.(value.detach()) ?? value);
    const inverses = Array.isArray(inverse) ? inverse : [inverse];
    checkShape(() => parametrization.call(...inverses), value);
    if (Array.isArray(inverse)) {
      this.names = inverse.map((_, i) => `original${i}`);
      const owned = inverse.map((tensor, i) => [this.names[i], alike(value, tensor.clone())]);
      Object.assign(this, Object.fromEntries(owned));
    } else {
      this.names = ['original'];
      if (inverse !== value) noGrad(() => value.copy_(inverse));
      Object.assign(this, { original: value });
    }
  }

  /** Adds a parametrization, which is given the value so far. Throws as the constructor. */
  append(parametrization: Parametrization): void {
    const value = noGrad(() => this.forward());
    checkShape(() => parametrization.call(value), value);
    this.contents.push(parametrization);
  }

  /** What is trained. */
  get originals(): readonly (Parameter | Buffer)[] {
    return this.names.map((name) => (this as unknown as Record<string, Parameter | Buffer>)[name]!);
  }

  /** The value of the parametrized tensor. */
  forward(): Tensor {
    const [first, ...rest] = this.contents;
    return rest.reduce((value, each) => each.call(value), first!.call(...this.originals));
  }

  /** Sets what is trained so that the value is this one, as near as it can be. */
  assign(value: Tensor): void {
    noGrad(() => {
      const inverse = this.contents.reduceRight<Tensor | Tensor[]>(
        (given, each) => each.rightInverse?.(given as Tensor) ?? given,
        value,
      );
      const values = Array.isArray(inverse) ? inverse : [inverse];
      this.originals.forEach((original, i) => {
        original.copy_(values[i]!);
      });
    });
  }

  override *members(): Generator<[string, Member]> {
    yield* super.members();
    for (const [i, each] of this.contents.entries()) yield [`${i}`, each as AnyModule];
  }
}

function checkShape(compute: () => Tensor, expected: Tensor): void {
  const { shape } = noGrad(compute);
  if (sameShape(shape, expected.shape)) return;
  throw new ShapeError(
    `registerParametrization: the parametrization gives ${formatShape(shape)}, expected ${formatShape(expected.shape)}`,
  );
}

/** A tensor as the parameter or buffer that another one is. */
export function alike(kind: Parameter | Buffer, tensor: Tensor): Parameter | Buffer {
  if (kind instanceof Buffer) return new Buffer(tensor, { persistent: kind.persistent });
  return new Parameter(tensor, { requiresGrad: kind.requiresGrad });
}
