export {
  isParametrized,
  parametersToVector,
  registerParametrization,
  removeParametrizations,
  spectralNorm,
  vectorToParameters,
  weightNorm,
} from '@cotangent/nn';
export { type ClipGradNormOptions, clipGradNorm_, clipGradValue_ } from '@cotangent/optim';
