import { trainClassifier } from './multi-class-hinge.ts';
import { fitQuantiles } from './quantile.ts';

console.log('A loss as a formula: lines with a share of the points below them');
for (const { quantile, slope, intercept, below } of fitQuantiles([0.1, 0.5, 0.9])) {
  const line = `y = ${slope.toFixed(2)} x + ${intercept.toFixed(2)}`;
  console.log(`  quantile ${quantile}: ${line}, with ${(below * 100).toFixed(1)} % of the points below`);
}

console.log('\nA loss as tensor code: a linear classifier with a margin');
const { losses, accuracy } = trainClassifier();
for (const step of [1, 10, 100]) console.log(`  step ${step}: loss ${losses[step - 1]?.toFixed(4)}`);
console.log(`  accuracy ${(accuracy * 100).toFixed(1)} %`);
