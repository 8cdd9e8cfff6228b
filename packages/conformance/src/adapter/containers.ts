import { Parameter, zeros } from '@cotangent/core';
import * as nn from '@cotangent/nn';
import { ModuleName } from '../python/scope.ts';
import { type Decoded, NotThere } from '../values.ts';
import { makeModule } from './modules.ts';

type Shapes = ReadonlyMap<string, readonly number[]>;
type Members = readonly (readonly [key: string, member: unknown])[];

/** A container with members that are named by their class alone, such as `Sequential(Linear, ReLU)`. */
class Plan {
  readonly name: string;
  readonly members: Members;

  constructor(name: string, members: Members) {
    this.name = name;
    this.members = members;
  }
}

const numbered = (items: readonly unknown[]): Members => items.map((item, i) => [`${i}`, item]);

/** What a container is given, by the keys it will have. */
const membersOf: ReadonlyMap<string, (args: readonly unknown[]) => Members> = new Map([
  ['Sequential', numbered],
  ['ModuleList', ([items = []]) => numbered(items as unknown[])],
  ['ModuleDict', ([items]) => [...((items ?? new Map()) as Map<string, unknown>)]],
  // `ParameterList([2, 3])` has parameters of those sizes
  ['ParameterList', ([items = []]) => numbered(items as unknown[])],
  ['ParameterDict', ([items]) => [...((items ?? new Map()) as Map<string, unknown>)]],
]);

type Constructor = new (...args: unknown[]) => nn.Module;

/** The container of that name, undefined when it is none. Throws NotThere for one that the library lacks. */
export function makeContainer(name: string, args: readonly unknown[]): nn.Module | Plan | undefined {
  const members = membersOf.get(name)?.(args);
  if (!members) return undefined;
  const open = members.some(([, member]) => member instanceof ModuleName || member instanceof Plan);
  return open ? new Plan(name, members) : filled(name, members);
}

function filled(name: string, members: Members): nn.Module {
  const container = (nn as unknown as Record<string, Constructor | undefined>)[name];
  if (!container) throw new NotThere(`nn.${name}`);
  const values = members.map(([, member]) => (typeof member === 'number' ? parameterOf([member]) : member));
  switch (name) {
    case 'Sequential':
      return new container(...values);
    case 'ModuleDict':
    case 'ParameterDict':
      return new container(Object.fromEntries(members.map(([key], i) => [key, values[i]])));
    default:
      return new container(values);
  }
}

const parameterOf = (shape: readonly number[]): Parameter => new Parameter(zeros(shape));

/**
 * The module that a value is or plans; the arguments of layers named by their class alone follow from the `shapes` of
 * their parameters. Throws NotThere where they do not.
 */
export function realise(value: unknown, shapes: Shapes, prefix = ''): nn.Module {
  if (value instanceof nn.Module) return value;
  if (value instanceof Plan) {
    return filled(
      value.name,
      value.members.map(([key, member]) => [key, realise(member, shapes, `${prefix}${key}.`)]),
    );
  }
  const name = value instanceof ModuleName ? value.path.replace('torch.nn.', '') : undefined;
  if (name === undefined) throw new NotThere('what is no module');
  const weight = shapes.get(`${prefix}weight`);
  return makeModule(name, weight ? argumentsOf(name, weight) : [], {});
}

/** The arguments with which a layer has a weight of this shape. */
function argumentsOf(name: string, weight: readonly number[]): Decoded[] {
  const [first, second, ...kernel] = weight;
  if (/^ConvTranspose\dd$/.test(name)) return [first, second, kernel];
  if (/^Conv\dd$/.test(name)) return [second, first, kernel];
  switch (name) {
    case 'Linear':
      return [second, first];
    case 'Bilinear':
      return [second, kernel[0], first];
    case 'Embedding':
    case 'EmbeddingBag':
      return [first, second];
    case 'LayerNorm':
    case 'RMSNorm':
      return [[...weight]];
    default:
      return [first];
  }
}
