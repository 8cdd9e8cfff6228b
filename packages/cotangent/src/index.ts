export * from '@cotangent/core';
export * as data from '@cotangent/data';
export * as nn from '@cotangent/nn';
export * as optim from '@cotangent/optim';
