import type { WasmFunction } from '../../../web-assembly.ts';
import { ModuleBuilder } from '../../assembler/module-builder.ts';
import { defineClear } from '../clear.ts';
import { instantiate } from '../instantiate.ts';
import { variants } from '../variants.ts';
import { defineChannelStrip } from './channel-strip.ts';
import { defineColumns } from './columns.ts';
import { definePackTaps } from './pack-taps.ts';
import { defineCopyPlanes, defineFillPlanes, defineFinite } from './planes.ts';
import { defineSumParts, defineWeightStrip } from './weight-tile.ts';
import { defineWindowStrip } from './window-strip.ts';

type Name =
  | 'windowStrip'
  | 'channelStrip'
  | 'weightStrip'
  | 'packTaps'
  | 'sumParts'
  | 'gatherWindows'
  | 'spreadWindows'
  | 'copyPlanes'
  | 'fillPlanes'
  | 'clear'
  | 'finite';

/** The module of convolutions. */
export const convolutionFunctions: () => Readonly<Record<Name, WasmFunction>> = /* @__PURE__ */ variants((fused) => {
  const module = new ModuleBuilder();
  defineWindowStrip(module, fused);
  defineChannelStrip(module, fused);
  defineWeightStrip(module, fused);
  defineSumParts(module);
  definePackTaps(module);
  defineColumns(module);
  defineCopyPlanes(module);
  defineFillPlanes(module);
  defineClear(module);
  defineFinite(module);
  return instantiate<Name>(module);
});
