import { grad, isTensor, type Tensor } from '@cotangent/core';
import type { Module } from '@cotangent/nn';
import { buildModule } from '../adapter/build-module.ts';
import { callModule } from '../adapter/module-calls.ts';
import { makeModule } from '../adapter/modules.ts';
import { compareExactly, compareGradient, compareTensor, exact, Mismatch } from '../compare.ts';
import type { Case, TensorValue, Tolerance, Value } from '../corpus.ts';
import { decode, decodeTensor, dtypeOf } from '../values.ts';
import { follow, tensorAt } from './path.ts';

type Tensors = Readonly<Record<string, TensorValue>>;

interface ModuleCase extends Case {
  readonly build?: string;
  readonly constructor: { readonly args: readonly Value[]; readonly kwargs: Readonly<Record<string, Value>> };
  readonly mode: string;
  readonly state_dict: Tensors;
  readonly state_dict_keys: readonly string[];
  readonly args: readonly Value[];
  readonly kwargs: Readonly<Record<string, Value>>;
  readonly outputs: readonly (TensorValue & { readonly path: string })[];
  readonly grad_outputs: readonly (TensorValue | null)[];
  readonly grads: readonly { readonly path: string; readonly grad: TensorValue | null }[];
  readonly buffers_after?: Tensors;
}

/** A case of section H_modules: construct, load, call, gradients, buffers. */
export function runModule(given: Case): void {
  const kase = given as ModuleCase;
  const tolerance = kase.tol ?? exact;
  const module = construct(kase);
  module.to(dtypeOf(kase.dtype ?? 'float32') as 'float64');
  compareExactly('state_dict_keys', [...module.stateDict().keys()], kase.state_dict_keys);
  module.loadStateDict(
    Object.fromEntries(Object.entries(kase.state_dict).map(([name, value]) => [name, decodeTensor(value)])),
  );
  module.train(kase.mode === 'train');
  const args = kase.args.map(decode);
  const kwargs = Object.fromEntries(Object.entries(kase.kwargs).map(([name, value]) => [name, decode(value)]));
  const result = callModule(module, args, kwargs);
  compareExactly(
    'paths of the outputs',
    pathsOf(result, 'out'),
    kase.outputs.map(({ path }) => path),
  );
  const outputs = kase.outputs.map(({ path }) => follow(path, { out: result }));
  for (const [i, want] of kase.outputs.entries()) compareTensor(want.path, outputs[i], want, tolerance);
  compareGradients(kase, module, { args, kwargs }, outputs, tolerance);
  const buffers = new Map<string, Tensor>(module.namedBuffers());
  for (const [name, want] of Object.entries(kase.buffers_after ?? {})) {
    compareTensor(`buffers_after.${name}`, buffers.get(name), want, tolerance);
  }
}

function construct(kase: ModuleCase): Module {
  if (typeof kase.build === 'string') return buildModule(kase.build);
  const { args, kwargs } = kase.constructor;
  const options = Object.entries(kwargs).map(([key, value]) => [key, decode(value)]);
  return makeModule((kase.op ?? '').replace('nn.', ''), args.map(decode), Object.fromEntries(options));
}

/** The paths of all tensors in a returned structure: `out`, or `out[0]`, `out[1][0]` … */
function pathsOf(result: unknown, path: string): string[] {
  if (Array.isArray(result)) return result.flatMap((item, i) => pathsOf(item, `${path}[${i}]`));
  return isTensor(result) ? [path] : [];
}

function compareGradients(
  kase: ModuleCase,
  module: Module,
  inputs: Readonly<Record<string, unknown>>,
  outputs: readonly unknown[],
  tolerance: Tolerance,
): void {
  const parameters = new Map<string, Tensor>(module.namedParameters());
  const wanted = kase.grads.map(({ path }) => {
    if (!path.startsWith('param.')) return tensorAt(path, inputs);
    const parameter = parameters.get(path.slice('param.'.length));
    if (!parameter) throw new Mismatch(`${path} is not there`);
    return parameter;
  });
  const roots: Tensor[] = [];
  const gradOutputs: Tensor[] = [];
  kase.grad_outputs.forEach((weight, i) => {
    const output = outputs[i];
    if (weight === null || !isTensor(output) || !output.requiresGrad) return;
    roots.push(output);
    gradOutputs.push(decodeTensor(weight));
  });
  const gradients =
    roots.length > 0 ? grad(roots, wanted, { gradOutputs, allowUnused: true }) : wanted.map(() => undefined);
  kase.grads.forEach(({ path, grad: want }, i) => {
    compareGradient(`grads ${path}`, gradients[i], want, wanted[i]!, tolerance);
  });
}
