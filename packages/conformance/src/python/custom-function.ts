import { AutogradFunction, type FunctionCtx, type Savable, type Tensor } from '@cotangent/core';
import { NotThere } from '../values.ts';
import { toLibrary, toPython } from './interop.ts';

type Method = (...args: unknown[]) => unknown;

/** A subclass of `torch.autograd.Function` from its methods, whose `apply` can be called. */
export function makeAutogradFunction(name: string, members: ReadonlyMap<string, unknown>): { apply: Method } {
  const [forward, backward, setupContext] = ['forward', 'backward', 'setup_context'].map((method) => {
    const found = members.get(method);
    return found === undefined ? undefined : (toLibrary(found) as Method);
  });
  if (!forward) throw new NotThere(`the class ${name} without forward`);
  const gradients = backward && {
    backward: (ctx: FunctionCtx<Savable>, ...grads: Tensor[]) => backward(ctx, ...grads) as Tensor[],
  };
  const definition = setupContext
    ? { name, forward, setupContext, ...gradients }
    : { name, forward: (ctx: FunctionCtx<Savable>, ...args: unknown[]) => forward(ctx, ...args), ...gradients };
  return {
    apply: (...args) => toPython(AutogradFunction.apply.call(definition as never, ...(args as never))),
  };
}
