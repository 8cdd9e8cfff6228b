// The same through the one package that has all others.
import { nn, optim, randint, randn } from 'cotangent';

const model = new nn.Sequential(new nn.Linear(4, 16), new nn.ReLU(), new nn.Linear(16, 3));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
const criterion = new nn.CrossEntropyLoss();
const x = randn([32, 4]);
const y = randint(0, 3, [32]);
for (let step = 0; step < 100; step++) {
  optimizer.zeroGrad();
  const loss = criterion.call(model.call(x), y);
  loss.backward();
  optimizer.step();
  console.log(loss.item());
}
