import { manualSeed, nn, optim, randn, tensor } from 'cotangent';

manualSeed(0);
const x = randn([6, 4]);
const y = tensor([0, 1, 2, 0, 1, 2], { dtype: 'int64' });

const model = new nn.Sequential(new nn.Linear(4, 16), new nn.ReLU(), new nn.Linear(16, 3));
const criterion = new nn.CrossEntropyLoss({ labelSmoothing: 0.1 });
const optimizer = new optim.AdamW(model.parameters(), { lr: 0.05 });

const losses: number[] = [];
for (let step = 0; step < 10; step++) {
  optimizer.zeroGrad();
  const loss = criterion.call(model.call(x), y);
  loss.backward();
  optimizer.step();
  losses.push(loss.item());
}

const first = losses[0] ?? Number.NaN;
const last = losses.at(-1) ?? Number.NaN;
if (!(last < first)) throw new Error(`ten steps did not lower the loss: ${losses.join(', ')}`);
console.log(`ten steps lower the loss from ${first.toFixed(4)} to ${last.toFixed(4)}`);

// @ts-expect-error the packed declarations know that 3 features do not fit a layer of 4
export const misfit = () => model.call(randn([6, 3]));
