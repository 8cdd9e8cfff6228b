export { type ClipGradNormOptions, clipGradNorm_, clipGradValue_ } from '@cotangent/optim';
