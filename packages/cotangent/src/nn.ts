export * from '@cotangent/nn';
export * as utils from './nn-utils.ts';
