import { zeros } from '@cotangent/core';
import * as nn from '@cotangent/nn';
import { type Environment, evaluate, pythonFunction } from '../python/evaluate.ts';
import { parseExpression } from '../python/parse-expression.ts';
import { type Decoded, NotThere } from '../values.ts';
import { makeModule } from './modules.ts';

/** Module names as Python functions: `Linear(3, 4, bias=False)`. */
export function moduleEnvironment(): Environment {
  const environment: Environment = new Map();
  for (const name of Object.keys(nn)) {
    environment.set(
      name,
      pythonFunction((args, kwargs) => {
        if (name === 'Sequential') return new nn.Sequential(...(args as nn.Module[]));
        if (name === 'ModuleList') return new nn.ModuleList(args.flat() as nn.Module[]);
        if (name === 'ModuleDict') return new nn.ModuleDict(args[0] as ReadonlyMap<string, nn.Module>);
        // the corpus writes `[2, 3]` for two parameters of these sizes
        if (name === 'ParameterList') return new nn.ParameterList((args.flat() as number[]).map((n) => zeros([n])));
        // `Conv1d(2, 4, 3, {'bias': False})` is how the corpus writes `Conv1d(2, 4, 3, bias=False)`
        const last = args.at(-1);
        const [own, further] = last instanceof Map ? [args.slice(0, -1), Object.fromEntries(last)] : [args, {}];
        return makeModule(name, own as Decoded[], { ...kwargs, ...further } as Record<string, Decoded>);
      }),
    );
  }
  return environment;
}

/** Texts that name layers without their arguments, with what they stand for. */
const abbreviations: ReadonlyMap<string, string> = new Map([
  ['ModuleList([Linear,Linear])', 'ModuleList([Linear(2,2),Linear(2,2)])'],
  ['ModuleDict({a:Linear,b:Conv1d})', 'ModuleDict({"a":Linear(2,2),"b":Conv1d(1,1,2)})'],
  [
    'Sequential(Conv2d,BatchNorm2d,ReLU,Flatten,Linear)',
    'Sequential(Conv2d(1,2,3),BatchNorm2d(2),ReLU(),Flatten(),Linear(8,3))',
  ],
]);

/** The module an expression like `Sequential(Linear(3, 4), ReLU())` makes. Throws NotThere for what the library lacks. */
export function buildModule(text: string): nn.Module {
  const expression = parseExpression((abbreviations.get(text) ?? text).replaceAll('nn.', ''));
  const built = evaluate(expression, moduleEnvironment());
  if (built instanceof nn.Module) return built;
  throw new NotThere(text);
}
