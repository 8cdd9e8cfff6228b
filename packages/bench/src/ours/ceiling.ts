import { setFlagsFromString } from 'node:v8';
import { median } from '../measuring/statistics.ts';

/** The fastest multiply-adds of one core in WebAssembly. */
export interface Ceiling {
  /** `fma` is one instruction of relaxed SIMD; without that a multiplication and an addition. */
  readonly instructions: 'fma' | 'mul+add';
  readonly gflops: number;
}

// enough chains to hide the latency of the instruction, few enough for sixteen registers
export const chains = 12;
const lanes = 4;

/**
 * Multiply-adds on registers alone, nothing loaded or stored: no product can be faster. They run in pieces of about `ms`
 * milliseconds, as long as what they are compared with, so that a busy machine interrupts both equally. Node 20 has
 * relaxed SIMD behind a flag, which this sets for the process: call it after what it shall not change.
 */
export function multiplyAddCeiling(ms: number): Ceiling {
  const fused = loopModule(true);
  if (!WebAssembly.validate(fused)) setFlagsFromString('--experimental-wasm-relaxed-simd');
  const instructions = WebAssembly.validate(fused) ? 'fma' : 'mul+add';
  const module = new WebAssembly.Module(instructions === 'fma' ? fused : loopModule(false));
  const run = new WebAssembly.Instance(module).exports.run as (rounds: number) => number;
  const time = (rounds: number) => {
    const start = performance.now();
    run(rounds);
    return performance.now() - start;
  };
  // the first calls run what the baseline compiler made
  const short = 100_000;
  const shortTimes = Array.from({ length: 40 }, () => time(short)).slice(20);
  const rounds = Math.ceil((short * ms) / median(shortTimes));
  const times = Array.from({ length: 15 }, () => time(rounds));
  return { instructions, gflops: (2 * chains * lanes * rounds) / median(times) / 1e6 };
}

// https://webassembly.github.io/spec/core/binary
const i32 = 0x7f;
const f32 = 0x7d;
const v128 = 0x7b;
const simd = 0xfd;

/** A function `run(rounds: i32): f32` that does `chain = x · y + chain` on each chain in each round; the sum of all. */
export function loopModule(fused: boolean): Uint8Array<ArrayBuffer> {
  const [rounds, x, y, firstChain] = [0, 1, 2, 3];
  const get = (local: number) => [0x20, local];
  const set = (local: number) => [0x21, local];
  const add = [simd, 0xe4, 0x01];
  const multiply = [simd, 0xe6, 0x01];
  const relaxedMultiplyAdd = [simd, 0x85, 0x02];
  const constant = (value: number) => [0x43, ...new Uint8Array(Float32Array.of(value).buffer), simd, 0x13];
  const each = Array.from({ length: chains }, (_, i) => firstChain + i);

  const body = [
    ...[1, chains + 2, v128],
    ...[...constant(0.5), ...set(x), ...constant(0.25), ...set(y)],
    ...[0x03, 0x40],
    ...each.flatMap((chain) =>
      fused
        ? [...get(x), ...get(y), ...get(chain), ...relaxedMultiplyAdd, ...set(chain)]
        : [...get(x), ...get(y), ...multiply, ...get(chain), ...add, ...set(chain)],
    ),
    // rounds -= 1, again while it is not 0
    ...[...get(rounds), 0x41, 1, 0x6b, 0x22, rounds, 0x0d, 0, 0x0b],
    // the sum of all chains is wanted, so none of them is dead
    ...get(firstChain),
    ...each.slice(1).flatMap((chain) => [...get(chain), ...add]),
    ...[simd, 0x1f, 0, 0x0b],
  ];
  const section = (id: number, content: readonly number[]) => [id, ...leb(content.length), ...content];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 1, i32, 1, f32]),
    ...section(3, [1, 0]),
    ...section(7, [1, 3, ...new TextEncoder().encode('run'), 0, 0]),
    ...section(10, [1, ...leb(body.length), ...body]),
  ]);
}

/** An unsigned number in the variable-length encoding of WebAssembly. */
function leb(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)];
}
