import { gather, indexSelect, tensor } from 'cotangent';
import { compareKernels, numbers } from './compare-kernels.ts';

compareKernels('copy of 512 × 512', () => {
  const x = numbers([512, 512]);
  return () => x.clone();
});

compareKernels('copy of a transposed 512 × 512', () => {
  const x = numbers([512, 512]).transpose(0, 1);
  return () => x.contiguous();
});

compareKernels('copy of every other column, 512 × 512', () => {
  const x = numbers([512, 1024]).reshape([512, 512, 2]).select(2, 0);
  return () => x.contiguous();
});

compareKernels('rows by index, 1024 of 4096 × 64', () => {
  const table = numbers([4096, 64]);
  const rows = tensor(
    Int32Array.from({ length: 1024 }, (_, i) => (i * 2654435761) & 4095),
    { dtype: 'int64' },
  );
  return () => indexSelect(table, 0, rows);
});

compareKernels('gather 1024 × 64', () => {
  const x = numbers([1024, 64]);
  const indices = tensor(
    Int32Array.from({ length: 1024 * 64 }, (_, i) => (i * 2654435761) & 1023),
    { dtype: 'int64' },
  ).reshape([1024, 64]);
  return () => gather(x, 0, indices);
});
