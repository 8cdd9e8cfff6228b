// A classifier and its training, as a user writes it.
import { randint, randn } from '@cotangent/core';
import { CrossEntropyLoss, Linear, ReLU, Sequential } from '@cotangent/nn';
import { Adam } from '@cotangent/optim';

const model = new Sequential(new Linear(4, 16), new ReLU(), new Linear(16, 3));
const optimizer = new Adam(model.parameters(), { lr: 0.01 });
const criterion = new CrossEntropyLoss();
const x = randn([32, 4]);
const y = randint(0, 3, [32]);
for (let step = 0; step < 100; step++) {
  optimizer.zeroGrad();
  const loss = criterion.call(model.call(x), y);
  loss.backward();
  optimizer.step();
  console.log(loss.item());
}
