export * from '@cotangent/core';
export * as data from '@cotangent/data';
export * as optim from '@cotangent/optim';
export * as nn from './nn.ts';
