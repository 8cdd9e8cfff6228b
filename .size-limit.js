// What bundles of small programs may weigh, gzipped: `pnpm size`. A limit stands a little above what was reached; lower
// it when a change makes the bundle smaller.
const check = (name, file, limit) => ({
  name,
  path: `.ci/size/${file}.js`,
  limit,
  gzip: true,
  // the packages are found as the documentation finds them
  modifyEsbuildConfig: (config) => ({ ...config, format: 'esm', target: 'es2022', nodePaths: ['docs/node_modules'] }),
});

export default [
  check('tensors alone', 'tensors', '60 kB'),
  check('a training step', 'training', '77 kB'),
  check('a training step, from the umbrella', 'umbrella', '200 kB'),
];
