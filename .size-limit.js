// What bundles of small programs may weigh, gzipped (`pnpm size`): what was reached, with some room. The aims are 20 kB for
// tensors alone and 30 kB for a training step; lower a limit whenever a change makes a bundle smaller.
const check = (name, file, limit) => ({
  name,
  path: `.ci/size/${file}.js`,
  limit,
  gzip: true,
  // the packages are found as the documentation finds them, or where they are installed as they are packed
  modifyEsbuildConfig: (config) => ({
    ...config,
    format: 'esm',
    target: 'es2022',
    nodePaths: [process.env.PACKAGES ?? 'docs/node_modules'],
  }),
});

export default [
  check('tensors alone', 'tensors', '69.9 kB'),
  check('a training step', 'training', '89.1 kB'),
  // esbuild keeps all of a namespace that an index re-exports, such as `nn`; Vite does not
  check('a training step, from the umbrella', 'umbrella', '173.6 kB'),
];
