import type { WasmFunction } from '../../../web-assembly.ts';
import { ModuleBuilder } from '../../assembler/module-builder.ts';
import { instantiate } from '../instantiate.ts';
import { variants } from '../variants.ts';
import { defineGemm } from './gemm.ts';
import { defineColumnProducts, defineRowProducts } from './gemv.ts';
import { defineStartRow } from './start.ts';

/** The module of products of matrices. */
export const matrixProducts: () => Readonly<Record<'gemm' | 'strip' | 'packRows' | 'startRow', WasmFunction>> =
  /* @__PURE__ */ variants((fused) => {
    const module = new ModuleBuilder();
    defineGemm(module, fused);
    defineStartRow(module);
    return instantiate(module);
  });

/** The module of products with a vector: apart, since many programs have none. */
export const vectorProducts: () => Readonly<Record<'rowProducts' | 'columnProducts' | 'startRow', WasmFunction>> =
  /* @__PURE__ */ variants((fused) => {
    const module = new ModuleBuilder();
    defineRowProducts(module, fused);
    defineColumnProducts(module, fused);
    defineStartRow(module);
    return instantiate(module);
  });
