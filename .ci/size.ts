import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const step = (Linear: string, CrossEntropyLoss: string, Adam: string) => `
  const model = new ${Linear}(4, 3);
  const optimizer = new ${Adam}(model.parameters());
  new ${CrossEntropyLoss}().call(model.call(randn([6, 4])), tensor([0, 1, 2, 0, 1, 2], { dtype: 'int64' })).backward();
  optimizer.step();
`;

const programs = {
  packages: `
    import { randn, tensor } from '@cotangent/core';
    import { CrossEntropyLoss, Linear } from '@cotangent/nn';
    import { Adam } from '@cotangent/optim';
    ${step('Linear', 'CrossEntropyLoss', 'Adam')}`,
  umbrella: `
    import { nn, optim, randn, tensor } from 'cotangent';
    ${step('nn.Linear', 'nn.CrossEntropyLoss', 'optim.Adam')}`,
};

for (const [name, contents] of Object.entries(programs)) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('../docs', import.meta.url)) },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
  console.log(
    `one training step, ${name}: ${kilobytes(code.length)} minified, ${kilobytes(gzipSync(code).length)} gzipped`,
  );
}
