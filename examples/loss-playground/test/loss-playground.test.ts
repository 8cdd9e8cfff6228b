import { expect, test } from 'vitest';
import { report } from '../src/report.ts';
import { workedExample } from '../src/worked-example.ts';

// the numbers are PyTorch's, in float64
const expected = `\
predictions      [[2, 1, 0.1], [1.5, 2.5, 0.3]]
targets          [0, 1]
label smoothing  ε = 0.1

crossEntropy (PyTorch)
  label: 1 − ε + ε/C on the true class, ε/C on each other; the mean divides by the sum of the targets' weights
  no class weights
    mean      0.5057574528
    samples    0.5136966829   0.4978182226
    gradient  -0.1371660972   0.1045498187   0.0326162785
               0.1077276561  -0.1285278395   0.0208001834
  class weights [1, 2, 1]
    mean      0.4746080083
    samples    0.5609310168   0.8628930081
    gradient  -0.0841218299   0.0612824677   0.0228393623
               0.1492193494  -0.1863988449   0.0371794956

labelSmoothingCrossEntropy (many tutorials)
  label: 1 − ε on the true class, ε/(C − 1) on each other; the mean divides by the number of samples
  no class weights
    mean      0.5565907861
    samples    0.5620300163   0.5511515559
    gradient  -0.1204994306   0.0962164854   0.0242829452
               0.0993943228  -0.1118611728   0.0124668500
  class weights [1, 2, 1]
    mean      0.7680347367
    samples    0.6328815171   0.9031879562
    gradient  -0.1040244021   0.0772773096   0.0267470925
               0.2113492133  -0.2575362283   0.0461870150
`;

test('the worked example prints the losses and gradients of both formulas', () => {
  expect(report(workedExample())).toBe(expected);
});

test('with the weights [1, 2, 1] one mean divides by the weights of the targets 0 and 1, the other by 2 samples', () => {
  const divisors = workedExample().map(({ variants }) =>
    variants.map(({ each, mean }) => each.sum().item() / mean.item()),
  );
  expect(divisors).toEqual([
    [expect.closeTo(2, 12), expect.closeTo(3, 12)],
    [expect.closeTo(2, 12), expect.closeTo(2, 12)],
  ]);
});
