import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Contestant, engineOf } from '../contestant.ts';
import { bundleRunner } from '../install/bundle.ts';
import { installOnce } from '../install/once.ts';

/** jax-js on WebAssembly, each step compiled as a whole. */
export async function jaxJs(nodes: readonly string[]): Promise<readonly Contestant[]> {
  const folder = await installOnce('jax-js', ['@jax-js/jax@0.1.25']);
  const runner = await bundleRunner('peers/jax-js.mjs', folder);
  return nodes.map((node) => ({
    name: 'jax-js',
    engine: engineOf(node),
    command: { program: node, args: [runner] },
    node,
    installed: [join(folder, 'node_modules')],
    bundled: { program: programOf('jax-js'), modules: join(folder, 'node_modules') },
    lacks: { W8: 'overflows the stack on a chain of 1000 operations' },
  }));
}

/** TensorFlow.js on WebAssembly. */
export async function tfjsWasm(node: string): Promise<Contestant> {
  const packages = ['@tensorflow/tfjs@4.22.0', '@tensorflow/tfjs-backend-wasm@4.22.0'];
  const folder = await installOnce('tfjs-wasm', packages);
  const runner = await bundleRunner('peers/tfjs-wasm.mjs', folder);
  return {
    name: 'tfjs-wasm',
    engine: engineOf(node),
    command: { program: node, args: [runner] },
    node,
    installed: [join(folder, 'node_modules')],
    bundled: {
      program: programOf('tfjs-wasm'),
      modules: join(folder, 'node_modules'),
      fetched: ['@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm'],
    },
    lacks: {
      W9: 'has no kernel for the gradient of a convolution',
      W10: 'keeps the results of all steps, 2 GB for 5,000, and does not live through the warm-up',
    },
  };
}

function programOf(name: string): string {
  return fileURLToPath(new URL(`../bundled/${name}.mjs`, import.meta.url));
}
