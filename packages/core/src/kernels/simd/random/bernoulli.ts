import type { Operand } from '../../../memory/memory.ts';
import { takeScratch } from '../../../memory/scratch.ts';
import { views } from '../../../memory/wasm-memory.ts';
import type { Generator } from '../../../random/generator.ts';
import { stateWords } from '../../../random/mt19937.ts';
import { sizeOf } from '../../../shape.ts';
import { ModuleBuilder } from '../../assembler/module-builder.ts';
import { instantiate } from '../instantiate.ts';
import { addressOf, isPlain } from '../operands.ts';
import { variants } from '../variants.ts';
import { writeCompare } from './write-bernoulli.ts';
import { stateBytes, writeDraw } from './write-twister.ts';

/** So many elements at a time: their words stay in the first cache. */
const block = 1024;
/** Fewer elements do not make up for the way of the state there and back. */
const fewest = 64;
const bytesPerElement = 4;
/** The words of an element. */
const bytesDrawn = 8;

const functions = /* @__PURE__ */ variants(() => {
  const module = new ModuleBuilder();
  writeDraw(module);
  writeCompare(module);
  return instantiate<'draw' | 'compare'>(module);
});

/** As many words as the plain loop draws, so that the generator goes on as after that one. */
export function bernoulli({ engine }: Generator, p: number, out: Operand): boolean {
  const size = sizeOf(out.shape);
  if (size < fewest || !isPlain(out)) return false;
  const { draw, compare } = functions();
  const state = takeScratch(stateBytes);
  const words = takeScratch(block * bytesDrawn + 16);
  const last = takeScratch(16);
  views.integers.set(engine.state, state >>> 2);
  // k · 2⁻⁵³ < p for as many whole numbers k as there are below p · 2⁵³
  const bound = Math.ceil(p * 2 ** 53);
  const high = Math.floor(bound / 2 ** 32);
  const low = bound | 0;
  let next = stateWords + 1 - engine.left;
  const to = addressOf(out);
  for (let done = 0; done < size; done += block) {
    const count = Math.min(block, size - done);
    next = draw!(state, next, words, 2 * count) as number;
    const vectors = count >> 2;
    const rest = count & 3;
    compare!(words, to + done * bytesPerElement, vectors, high, low);
    if (rest === 0) continue;
    compare!(words + vectors * 4 * bytesDrawn, last, 1, high, low);
    const end = to + (done + vectors * 4) * bytesPerElement;
    views.bytes.copyWithin(end, last, last + rest * bytesPerElement);
  }
  engine.state.set(views.integers.subarray(state >>> 2, (state >>> 2) + stateWords));
  engine.left = stateWords + 1 - next;
  engine.next = next;
  return true;
}
