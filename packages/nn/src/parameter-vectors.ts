import { ArgumentError, cat, formatShape, noGrad, type Tensor } from '@cotangent/core';

/**
 * All parameters, one after the other, as one vector, in the graph.
 *
 * Throws an ArgumentError for no parameters.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.parameters_to_vector.html
 */
export function parametersToVector(parameters: Iterable<Tensor>): Tensor {
  const vectors = [...parameters].map((parameter) => parameter.reshape([-1]));
  if (vectors.length === 0) throw new ArgumentError('parametersToVector: expected at least one parameter, got none');
  return cat(vectors);
}

/**
 * Copies the parts of a vector into the parameters, in order; what is behind them is left. Changes only the values:
 * no gradient reaches the vector.
 *
 * Throws an ArgumentError for what is no vector or too short, before anything changes.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.vector_to_parameters.html
 */
export function vectorToParameters(vector: Tensor, parameters: Iterable<Tensor>): void {
  const all = [...parameters];
  const size = all.reduce((sum, parameter) => sum + parameter.numel(), 0);
  if (vector.ndim !== 1 || vector.shape[0]! < size) {
    throw new ArgumentError(`vectorToParameters: got ${formatShape(vector.shape)}, expected [${size}]`);
  }
  using _ = noGrad();
  let start = 0;
  for (const parameter of all) {
    const count = parameter.numel();
    parameter.copy_(vector.narrow(0, start, count).reshape(parameter.shape));
    start += count;
  }
}
