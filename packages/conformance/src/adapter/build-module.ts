import { type Shape, zeros } from '@cotangent/core';
import * as nn from '@cotangent/nn';
import { type Environment, evaluate, pythonFunction } from '../python/evaluate.ts';
import { parseExpression } from '../python/parse-expression.ts';
import { type Decoded, NotThere } from '../values.ts';
import { makeModule } from './modules.ts';

/** The shapes of recorded tensors, by name. */
export type RecordedShapes = ReadonlyMap<string, Shape>;

/** The arguments of a layer that is named without them, from the shape of its weight. */
function argumentsFrom(name: string, weight: Shape | undefined): Decoded[] {
  if (!weight) return [];
  const [rows, columns, ...kernel] = weight as [number, number, ...number[]];
  if (name.startsWith('ConvTranspose')) return [rows, columns, kernel];
  if (name.startsWith('Conv')) return [columns, rows, kernel];
  if (name === 'Linear') return [columns, rows];
  return weight.slice();
}

/**
 * Module names as Python functions: `Linear(3, 4, bias=False)`. In a container a layer may be named alone
 * (`Sequential(Linear, ReLU)`): its sizes are then those of the recorded tensors.
 */
export function moduleEnvironment(shapes: RecordedShapes = new Map()): Environment {
  const environment: Environment = new Map();
  const names = new Map<unknown, string>();
  const complete = (item: unknown, key: number | string): nn.Module => {
    const name = names.get(item);
    return name === undefined
      ? (item as nn.Module)
      : makeModule(name, argumentsFrom(name, shapes.get(`${key}.weight`)), {});
  };
  const make = (name: string, args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>): nn.Module => {
    switch (name) {
      case 'Sequential':
        return new nn.Sequential(...args.map(complete));
      case 'ModuleList':
        return new nn.ModuleList(args.flat().map(complete));
      case 'ModuleDict':
        return new nn.ModuleDict(
          new Map(Array.from(args[0] as ReadonlyMap<string, unknown>, ([key, item]) => [key, complete(item, key)])),
        );
      case 'ParameterList':
        // the corpus writes `[2, 3]` for two parameters of these sizes
        return new nn.ParameterList((args.flat() as number[]).map((n) => zeros([n])));
      default: {
        // `Conv1d(2, 4, 3, {'bias': False})` is how the corpus writes `Conv1d(2, 4, 3, bias=False)`
        const last = args.at(-1);
        const [own, further] = last instanceof Map ? [args.slice(0, -1), Object.fromEntries(last)] : [args, {}];
        return makeModule(name, own as Decoded[], { ...kwargs, ...further } as Record<string, Decoded>);
      }
    }
  };
  for (const name of Object.keys(nn)) {
    const build = pythonFunction((args, kwargs) => make(name, args, kwargs));
    environment.set(name, build);
    names.set(build, name);
  }
  return environment;
}

/**
 * The module an expression like `Sequential(Linear(3, 4), ReLU())` makes; the keys of a dict may stand without quotes.
 * Throws NotThere for what the library lacks.
 */
export function buildModule(text: string, shapes?: RecordedShapes): nn.Module {
  const python = text.replaceAll('nn.', '').replace(/(?<=[{,]\s*)([a-z_]\w*)(?=\s*:)/g, '"$1"');
  const built = evaluate(parseExpression(python), moduleEnvironment(shapes));
  if (built instanceof nn.Module) return built;
  throw new NotThere(text);
}
