import { logSoftmax, nn, softmax, tensor } from 'cotangent';
import { compareKernels, numbers } from './compare-kernels.ts';

const rows = 512;
const columns = 1000;

compareKernels(`softmax ${rows} × ${columns}`, () => {
  const x = numbers([rows, columns]);
  return () => softmax(x, 1);
});

compareKernels(`log softmax ${rows} × ${columns}`, () => {
  const x = numbers([rows, columns]);
  return () => logSoftmax(x, 1);
});

compareKernels(`cross entropy with its gradient ${rows} × ${columns}`, () => {
  const x = numbers([rows, columns]).requiresGrad_();
  const labels = tensor(
    Int32Array.from({ length: rows }, (_, row) => (7 * row) % columns),
    { dtype: 'int64' },
  );
  const criterion = new nn.CrossEntropyLoss({ labelSmoothing: 0.1 });
  return () => {
    x.grad = null;
    criterion.call(x, labels).backward();
  };
});

compareKernels(`sum of ${rows * columns}`, () => {
  const x = numbers([rows, columns]);
  return () => x.sum();
});

compareKernels(`sum of each row, ${rows} × ${columns}`, () => {
  const x = numbers([rows, columns]);
  return () => x.sum({ dim: 1 });
});

compareKernels(`sum of each column, ${rows} × ${columns}`, () => {
  const x = numbers([rows, columns]);
  return () => x.sum({ dim: 0 });
});

compareKernels(`argmax of each row, ${rows} × ${columns}`, () => {
  const x = numbers([rows, columns]);
  return () => x.argmax({ dim: 1 });
});
