import { ArgumentError, IndexError, Parameter, type Tensor } from '@cotangent/core';
import { hideContents } from './hide-contents.ts';
import { KeyedContainer } from './keyed-container.ts';
import { type Member, Module } from './module.ts';

/** A tensor as a parameter; parameters stay the objects they are. */
function asParameter(value: Tensor): Parameter {
  return value instanceof Parameter ? value : new Parameter(value);
}

/** Each parameter on a line, as PyTorch prints them. */
function describeParameters(parameters: Iterable<[string, Parameter]>): string {
  return Array.from(parameters, ([name, { dtype, shape }]) => {
    return `  (${name}): Parameter containing: [${dtype} of size ${shape.join('x')}]`;
  }).join('\n');
}

/**
 * Parameters in a list, named by their places: `weights.0`. Tensors become parameters.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterList.html
 */
export class ParameterList extends Module<never[], never> {
  declare private readonly contents: Parameter[];

  constructor(values: Iterable<Tensor> = []) {
    super();
    hideContents(this, Array.from(values, asParameter));
  }

  get length(): number {
    return this.contents.length;
  }

  /** The `index`-th parameter, from the end for a negative index. Throws an IndexError when there is none. */
  at(index: number): Parameter {
    const { contents } = this;
    const parameter = contents.at(index);
    if (parameter === undefined || !Number.isInteger(index)) {
      throw new IndexError(`ParameterList: index ${index} is outside [${-contents.length}, ${contents.length})`);
    }
    return parameter;
  }

  /** Adds a parameter at the end. */
  append(value: Tensor): this {
    this.contents.push(asParameter(value));
    return this;
  }

  /** Adds parameters at the end. */
  extend(values: Iterable<Tensor>): this {
    for (const value of values) this.append(value);
    return this;
  }

  /** The parameters in order. */
  [Symbol.iterator](): IterableIterator<Parameter> {
    return this.contents.values();
  }

  /** Throws an ArgumentError: a list computes nothing. */
  forward(): never {
    throw new ArgumentError('ParameterList: a list has no forward; use its parameters');
  }

  override *members(): Generator<[string, Member]> {
    yield* super.members();
    for (const [i, parameter] of this.contents.entries()) yield [`${i}`, parameter];
  }

  override replaceMember(name: string, tensor: Tensor): void {
    if (Number(name) in this.contents) this.contents[Number(name)] = tensor as Parameter;
    else super.replaceMember(name, tensor);
  }

  override extraRepr(): string {
    return describeParameters(this.namedParameters({ removeDuplicate: false }));
  }
}

/**
 * Parameters by keys, which are their names: `weights.left`. Tensors become parameters.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterDict.html
 */
export class ParameterDict extends KeyedContainer<Parameter, Tensor> {
  protected keep(value: Tensor): Parameter {
    return asParameter(value);
  }

  override extraRepr(): string {
    return describeParameters(this);
  }
}
