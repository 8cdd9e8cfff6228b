import * as core from '@cotangent/core';
import * as data from '@cotangent/data';
import * as layers from '@cotangent/nn';
import * as functional from '@cotangent/nn/functional';
import * as optim from '@cotangent/optim';
import * as cotangent from 'cotangent';
import { expect, test } from 'vitest';

const { nn } = cotangent;

test('the umbrella has all of core, and the other packages as namespaces', () => {
  expect(cotangent).toMatchObject({ ...core });
  expect({ ...cotangent.data }).toEqual({ ...data });
  expect({ ...cotangent.optim }).toEqual({ ...optim });
  expect(Object.keys(cotangent).sort()).toEqual(
    [...Object.keys(core), 'data', 'functionalCall', 'nn', 'optim', 'stackModuleState'].sort(),
  );
});

test('its nn has the layers, the losses as functions, and in utils what PyTorch has there', () => {
  expect(nn).toMatchObject({ ...layers });
  expect({ ...nn.functional }).toEqual({ ...functional });
  const { isParametrized, parametersToVector, registerParametrization, removeParametrizations } = layers;
  const { spectralNorm, vectorToParameters, weightNorm } = layers;
  expect({ ...nn.utils }).toEqual({
    clipGradNorm_: optim.clipGradNorm_,
    clipGradValue_: optim.clipGradValue_,
    isParametrized,
    parametersToVector,
    registerParametrization,
    removeParametrizations,
    spectralNorm,
    vectorToParameters,
    weightNorm,
  });
});
