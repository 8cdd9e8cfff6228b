import { manualSeed } from '@cotangent/core';
import { type DrawArguments, type Drawn, draws } from '../adapter/draws.ts';
import { close, compareExactly, compareTensor, exact, type RecordedTensor } from '../compare.ts';
import type { Case } from '../corpus.ts';
import { NotThere } from '../values.ts';
import { runPortParity } from './port-parity.ts';

/** A case of section S: what the generator yields after a seed. */
export function runSeedStream(kase: Case): void {
  const args = kase.args as DrawArguments;
  const [name, detail = ''] = String(kase.call).split('/') as [string, string?];
  manualSeed(Number(kase.seed));
  if (name === 'portparity') {
    runPortParity(kase, args);
    return;
  }
  const draw = draws.get(name);
  if (!draw) throw new NotThere(name);
  const got = draw(args, detail);
  const wanted = kase.outputs as RecordedTensor[];
  compareExactly('number of outputs', got.length, wanted.length);
  for (const [i, want] of wanted.entries()) compareDrawn(`outputs[${i}]`, got[i]!, want);
}

/** Equal, or within 4 units in the last place of float32 where PyTorch's log and cos are vectorised. */
function compareDrawn(where: string, { value, rounded }: Drawn, want: RecordedTensor): void {
  compareTensor(where, value, want, exact, (got, expected) => {
    if (!rounded) return false;
    const ulp = 2 ** (Math.floor(Math.log2(Math.max(Math.abs(expected), 2 ** -126))) - 23);
    return close(got, expected, { rtol: 0, atol: 4 * ulp });
  });
}
