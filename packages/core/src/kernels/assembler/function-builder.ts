import { pushFloat32, pushFloat64, pushSigned, pushUnsigned } from './encoding.ts';
import { type Instruction, type LaneInstruction, type MemoryInstruction, onVectors } from './instruction.ts';
import * as i32 from './instructions/i32.ts';

const valueTypes = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;

/** The type of a parameter, a result or a local variable. */
export type ValueType = keyof typeof valueTypes;

export function typeCode(type: ValueType): number {
  return valueTypes[type];
}

/** A parameter or local variable of the function that made it. */
export interface Local {
  readonly index: number;
  readonly type: ValueType;
}

/** So many of them, or a list where only the program knows how many. */
type Locals<Count extends number, List extends Local[] = []> = number extends Count
  ? Local[]
  : List['length'] extends Count
    ? List
    : Locals<Count, [...List, Local]>;

/** A function that code of the same module may call. */
export interface FunctionRef {
  readonly index: number;
}

const vectorPrefix = 0xfd;
const emptyBlock = 0x40;

/**
 * Writes the body of a function, one instruction a call: operands are pushed on a stack, instructions take them from
 * there and push their results. Names are those of WebAssembly's text format. Whether stack and types fit is checked by
 * the host when it compiles.
 */
export class FunctionBuilder implements FunctionRef {
  readonly index: number;
  readonly params: readonly Local[];
  readonly results: readonly ValueType[];
  readonly #locals: ValueType[] = [];
  readonly #code: number[] = [];

  constructor(index: number, params: readonly ValueType[], results: readonly ValueType[]) {
    this.index = index;
    this.params = params.map((type, i) => ({ index: i, type }));
    this.results = results;
  }

  /** A new local variable, 0 at first. */
  local(type: ValueType): Local {
    this.#locals.push(type);
    return { index: this.params.length + this.#locals.length - 1, type };
  }

  /** Several new local variables of one type. */
  localsOf<const Count extends number>(type: ValueType, count: Count): Locals<Count> {
    return Array.from({ length: count }, () => this.local(type)) as Locals<Count>;
  }

  get({ index }: Local): this {
    return this.#withIndex(0x20, index);
  }

  set({ index }: Local): this {
    return this.#withIndex(0x21, index);
  }

  /** As {@link set}, and leaves the value on the stack. */
  tee({ index }: Local): this {
    return this.#withIndex(0x22, index);
  }

  /** An instruction without immediate operands. */
  op(instruction: Instruction): this {
    this.#opcode(instruction);
    return this;
  }

  drop(): this {
    this.#code.push(0x1a);
    return this;
  }

  /** Takes two values and a condition, and leaves the first if that is not 0, else the second. */
  select(): this {
    this.#code.push(0x1b);
    return this;
  }

  /** Leaves the function. */
  return(): this {
    this.#code.push(0x0f);
    return this;
  }

  /** A load, which takes an address, or a store, which takes an address and a value; `offset` is added to the address. */
  memory({ opcode, alignment }: MemoryInstruction, offset = 0): this {
    this.#opcode(opcode);
    return this.#withIndex(alignment, offset);
  }

  /** Takes an address and a vector, and leaves the vector with 32 bits from there in one of its lanes. */
  loadLane(lane: number, offset = 0): this {
    return this.#memoryLane(0x56, lane, offset);
  }

  /** Takes an address and a vector, and stores one of its lanes. */
  storeLane(lane: number, offset = 0): this {
    return this.#memoryLane(0x5a, lane, offset);
  }

  #memoryLane(opcode: number, lane: number, offset: number): this {
    this.#vector(opcode);
    pushUnsigned(this.#code, 2);
    pushUnsigned(this.#code, offset);
    this.#code.push(lane);
    return this;
  }

  lane(instruction: LaneInstruction, lane: number): this {
    this.#opcode(instruction);
    this.#code.push(lane);
    return this;
  }

  /** Sixteen bytes out of the 32 of two vectors. */
  shuffle(lanes: readonly number[]): this {
    this.#vector(0x0d);
    this.#code.push(...lanes);
    return this;
  }

  /** Four 32-bit lanes out of the eight of two vectors. */
  shuffle32(lanes: readonly [number, number, number, number]): this {
    return this.shuffle(lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => lane * 4 + byte)));
  }

  i32(value: number): this {
    this.#code.push(0x41);
    pushSigned(this.#code, value);
    return this;
  }

  f32(value: number): this {
    this.#code.push(0x43);
    pushFloat32(this.#code, value);
    return this;
  }

  f64(value: number): this {
    this.#code.push(0x44);
    pushFloat64(this.#code, value);
    return this;
  }

  /** One float32 in all lanes. In a loop V8 builds it anew each time: take it from memory there. */
  f32x4(value: number): this {
    this.#vector(0x0c);
    for (let i = 0; i < 4; i++) pushFloat32(this.#code, value);
    return this;
  }

  /** One int32 in all lanes. */
  i32x4(value: number): this {
    this.#vector(0x0c);
    this.#code.push(...new Uint8Array(Int32Array.of(value, value, value, value).buffer));
    return this;
  }

  call({ index }: FunctionRef): this {
    this.#code.push(0x10);
    pushUnsigned(this.#code, index);
    return this;
  }

  /** Takes destination, source and a number of bytes. */
  memoryCopy(): this {
    this.#code.push(0xfc, 10, 0, 0);
    return this;
  }

  /** Takes destination, a byte and a number of bytes. */
  memoryFill(): this {
    this.#code.push(0xfc, 11, 0);
    return this;
  }

  /** Adds a constant to an i32 variable. */
  increment(local: Local, amount: number): this {
    return this.get(local).i32(amount).op(i32.add).set(local);
  }

  /** Adds a variable to an i32 variable. */
  advance(local: Local, by: Local): this {
    return this.get(local).get(by).op(i32.add).set(local);
  }

  /** What a {@link branch} of depth 0 within leaves. */
  block(body: () => void): this {
    return this.#structured(0x02, body);
  }

  /** What a {@link branch} of depth 0 within begins anew; it ends otherwise. */
  loop(body: () => void): this {
    return this.#structured(0x03, body);
  }

  /** Takes a condition. */
  if(then: () => void, otherwise?: () => void): this {
    return this.#structured(0x04, () => {
      then();
      if (!otherwise) return;
      this.#code.push(0x05);
      otherwise();
    });
  }

  /** Leaves, or for a loop begins anew, the block that is `depth` blocks further out. */
  branch(depth: number): this {
    this.#code.push(0x0c);
    pushUnsigned(this.#code, depth);
    return this;
  }

  /** As {@link branch}, if the condition it takes is not 0. */
  branchIf(depth: number): this {
    this.#code.push(0x0d);
    pushUnsigned(this.#code, depth);
    return this;
  }

  /** Runs `body` as often as `count` says, which is counted down to 0; not at all when it is 0. */
  repeat(count: Local, body: () => void): this {
    return this.get(count).if(() => {
      this.loop(() => {
        body();
        this.get(count).i32(-1).op(i32.add).tee(count).branchIf(0);
      });
    });
  }

  /** Local variables and code, as the module holds them. */
  body(): number[] {
    const bytes: number[] = [];
    pushUnsigned(bytes, this.#locals.length);
    for (const type of this.#locals) bytes.push(1, typeCode(type));
    return bytes.concat(this.#code, 0x0b);
  }

  #opcode(opcode: number): void {
    if (opcode < onVectors) this.#code.push(opcode);
    else this.#vector(opcode - onVectors);
  }

  #vector(opcode: number): void {
    this.#code.push(vectorPrefix);
    pushUnsigned(this.#code, opcode);
  }

  /** One byte and a number, nearly always of one byte too: what most instructions are, and modules are built cold. */
  #withIndex(byte: number, index: number): this {
    if (index < 0x80) this.#code.push(byte, index);
    else {
      this.#code.push(byte);
      pushUnsigned(this.#code, index);
    }
    return this;
  }

  #structured(opcode: number, body: () => void): this {
    this.#code.push(opcode, emptyBlock);
    body();
    this.#code.push(0x0b);
    return this;
  }
}
