export * from '@cotangent/core';
export * as data from '@cotangent/data';
export { functionalCall, stackModuleState } from '@cotangent/nn';
export * as optim from '@cotangent/optim';
export * as nn from './nn.ts';
