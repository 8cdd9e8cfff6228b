import {
  ArgumentError,
  type DTypeLike,
  formatShape,
  isTensor,
  noGrad,
  type Parameter,
  type Shape,
  zeros,
} from '@cotangent/core';
import type { AnyModule } from './module.ts';

/** What summary takes. */
export interface SummaryOptions {
  /** The dtype of the inputs. Defaults to that of the model's first parameter, or else to the default dtype. */
  readonly dtype?: DTypeLike | undefined;
}

/** What {@link summary} tells of a module. */
export interface LayerSummary {
  /** Its dotted path, `''` for the model itself. */
  readonly path: string;
  /** The name of its class. */
  readonly kind: string;
  /** The shapes of the tensors it gave in its last call; absent when it was not called. */
  readonly outputShapes: readonly Shape[] | undefined;
  /** The elements of its own parameters, without those of modules inside and those that stood in a layer before. */
  readonly parameters: number;
}

/** What {@link summary} gives: the layers, each before those inside, and the sums. Its text is a table. */
export class ModelSummary {
  readonly layers: readonly LayerSummary[];
  /** The elements of all parameters; tied ones count once. */
  readonly totalParameters: number;
  /** Those of the parameters that require grad. */
  readonly trainableParameters: number;

  constructor(layers: readonly LayerSummary[], totalParameters: number, trainableParameters: number) {
    this.layers = layers;
    this.totalParameters = totalParameters;
    this.trainableParameters = trainableParameters;
  }

  /** The table as text. */
  toString(): string {
    const rows = this.layers.map(({ path, kind, outputShapes = [], parameters }) => {
      const depth = path === '' ? 0 : path.split('.').length;
      const name = path === '' ? kind : `${'  '.repeat(depth)}${path} (${kind})`;
      return [name, outputShapes.map(formatShape).join(', '), grouped(parameters)] as const;
    });
    const head = ['layer', 'output shape', 'parameters'] as const;
    const [first, second, third] = [0, 1, 2].map((i) => Math.max(...[head, ...rows].map((row) => row[i]!.length)));
    const lines = [head, ...rows].map(
      ([name, shape, count]) => `${name.padEnd(first!)}  ${shape.padEnd(second!)}  ${count.padStart(third!)}`,
    );
    const rule = '-'.repeat(first! + second! + third! + 4);
    const total = `${grouped(this.totalParameters)} parameters, ${grouped(this.trainableParameters)} of them trainable`;
    return [lines[0], rule, ...lines.slice(1), rule, total].join('\n');
  }
}

/**
 * Calls a model with zeros of the given shape, or of several inputs' shapes, and tells what its layers gave and how many
 * parameters they have.
 *
 * ```ts
 * console.log(String(summary(model, [1, 784])));
 * ```
 *
 * The call is made in evaluation and without gradients; the model is as before afterwards.
 *
 * Throws an ArgumentError for what is no shape, and what the model throws.
 */
export function summary(
  model: AnyModule,
  inputShape: Shape | readonly Shape[],
  { dtype = model.parameters().next().value?.dtype }: SummaryOptions = {},
): ModelSummary {
  const shapes = inputShape.every((each) => typeof each === 'number') ? [inputShape as Shape] : (inputShape as Shape[]);
  if (shapes.some((shape) => !Array.isArray(shape))) {
    throw new ArgumentError(`summary: expected a shape or a list of shapes, got ${JSON.stringify(inputShape)}`);
  }
  const outputs = outputsOf(model, () => model.call(...(shapes.map((shape) => zeros(shape, { dtype })) as never[])));
  const counted = new Set<Parameter>();
  const layers = [...model.namedModules()].map(([path, module]): LayerSummary => {
    const own = [...module.parameters({ recurse: false })].filter((parameter) => !counted.has(parameter));
    for (const parameter of own) counted.add(parameter);
    return { path, kind: module.constructor.name, outputShapes: outputs.get(module), parameters: sizeOf(own) };
  });
  const all = [...model.parameters()];
  return new ModelSummary(layers, sizeOf(all), sizeOf(all.filter(({ requiresGrad }) => requiresGrad)));
}

/** The shapes that modules give during a call of the model, which is left as it was. */
function outputsOf(model: AnyModule, call: () => unknown): ReadonlyMap<AnyModule, readonly Shape[]> {
  const outputs = new Map<AnyModule, readonly Shape[]>();
  const modules = [...model.modules()];
  const modes = modules.map(({ training }) => training);
  const handles = modules.map((module) =>
    module.registerForwardHook((_, _inputs, output) => {
      outputs.set(module, shapesIn(output));
    }),
  );
  try {
    model.eval();
    noGrad(call);
  } finally {
    for (const handle of handles) handle.remove();
    modules.forEach((module, i) => {
      module.training = modes[i]!;
    });
  }
  return outputs;
}

function shapesIn(output: unknown): readonly Shape[] {
  if (isTensor(output)) return [output.shape];
  return Array.isArray(output) ? output.flatMap(shapesIn) : [];
}

function sizeOf(parameters: readonly Parameter[]): number {
  return parameters.reduce((sum, parameter) => sum + parameter.numel(), 0);
}

/** `1234567` as `1,234,567`. */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
