import type { Operand } from '../../memory/memory.ts';
import { markScratch, releaseScratch, takeScratch } from '../../memory/scratch.ts';
import { matmul as referenceMatmul } from '../reference/matmul.ts';
import { elementBytes } from './bytes.ts';
import { gemmScratchBytes } from './gemm/gemm.ts';
import { matrixProducts, vectorProducts } from './gemm/products.ts';

/** Products of matrices of one size in one layout; steps are in bytes, addresses those of the operands' first elements. */
interface Product {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly aRow: number;
  readonly aColumn: number;
  readonly bRow: number;
  readonly bColumn: number;
  /** Where the bias lies; zeros where there is none. */
  readonly bias: number;
  readonly biasStep: number;
  readonly scratch: number;
}

/** The memory keeps zeros at address 0. */
const zeros = 0;

export function matmul(a: Operand, b: Operand, bias: Operand | undefined, out: Operand): void {
  const rank = out.shape.length;
  const rows = out.shape[rank - 2]!;
  const columns = out.shape[rank - 1]!;
  const depth = a.shape[a.shape.length - 1]!;
  if (rows === 0 || columns === 0) return;
  const aAt = floatsAt(a);
  const bAt = floatsAt(b);
  const outAt = floatsAt(out);
  const biasAt = bias ? floatsAt(bias) : zeros;
  if (depth === 0 || aAt < 0 || bAt < 0 || outAt < 0 || biasAt < 0) {
    referenceMatmul(a, b, bias, out);
    return;
  }
  const mark = markScratch();
  const product: Product = {
    rows,
    columns,
    depth,
    aRow: a.strides[a.strides.length - 2]! * elementBytes,
    // of a single column any step will do
    aColumn: depth === 1 ? elementBytes : a.strides[a.strides.length - 1]! * elementBytes,
    bRow: b.strides[b.strides.length - 2]! * elementBytes,
    bColumn: columns === 1 ? elementBytes : b.strides[b.strides.length - 1]! * elementBytes,
    bias: biasAt,
    biasStep: bias ? bias.strides[0]! * elementBytes : 0,
    scratch: takeScratch(startBytes(columns) + Math.max(gemmScratchBytes(columns, depth), depth * elementBytes)),
  };
  const multiply = kindOf(product);
  if (multiply === multiplyMatrices)
    matrixProducts().startRow(columns, product.bias, product.biasStep, product.scratch);
  if (rank === 2) multiply(product, aAt, bAt, outAt);
  else multiplyBatches(multiply, product, 0, a, aAt, b, bAt, out, outAt);
  releaseScratch(mark);
}

/** Where an operand of float32 begins in the linear memory; negative for others. */
function floatsAt({ storage, dtype, offset }: Operand): number {
  const { pointer } = storage;
  return dtype === 'float32' && pointer >= 0 ? pointer + offset * elementBytes : -1;
}

/** Multiplies the matrices at these addresses. */
type Multiply = (product: Product, a: number, b: number, out: number) => void;

/** From so few rows on, reading B once for each beats packing it (4 rows of 784 by 128: 33 against 19 GFLOPS). */
const fewRows = 4;

function kindOf({ rows, columns, aRow, aColumn, bRow, bColumn }: Product): Multiply {
  if (columns === 1) {
    if (aColumn === elementBytes) return rowsTimesColumn;
    if (aRow === elementBytes) return columnsTimesColumn;
  }
  if (rows === 1 && bColumn === elementBytes) return rowTimesRows;
  const vectors = rows === 1 || (rows <= fewRows && aColumn === elementBytes);
  if (vectors && bRow === elementBytes) return rowsTimesColumns;
  return multiplyMatrices;
}

/** Multiplies all pairs of matrices within dimension `dim` of the result and those behind it. */
function multiplyBatches(
  multiply: Multiply,
  product: Product,
  dim: number,
  a: Operand,
  aAt: number,
  b: Operand,
  bAt: number,
  out: Operand,
  outAt: number,
): void {
  if (dim === out.shape.length - 2) {
    multiply(product, aAt, bAt, outAt);
    return;
  }
  const aStep = batchStep(a, dim, out);
  const bStep = batchStep(b, dim, out);
  const outStep = batchStep(out, dim, out);
  for (let i = 0; i < out.shape[dim]!; i++) {
    multiplyBatches(multiply, product, dim + 1, a, aAt + i * aStep, b, bAt + i * bStep, out, outAt + i * outStep);
  }
}

/** How far the matrices of an operand lie apart along a dimension of the result; 0 where they repeat. */
function batchStep(of: Operand, dim: number, out: Operand): number {
  const own = dim + of.shape.length - out.shape.length;
  return own < 0 || of.shape[own] === 1 ? 0 : of.strides[own]! * elementBytes;
}

/** The sums start with the row that stands at the beginning of the scratch memory. */
function multiplyMatrices(product: Product, a: number, b: number, out: number): void {
  const { rows, columns, depth, aRow, aColumn, bRow, bColumn, scratch } = product;
  const { gemm } = matrixProducts();
  const rest = scratch + startBytes(columns);
  gemm(rows, columns, depth, a, aRow, aColumn, b, bRow, bColumn, out, columns * elementBytes, scratch, 0, rest);
}

/** Room for the bias, padded to what a tile reads. */
function startBytes(columns: number): number {
  return ((columns + 7) & ~7) * elementBytes;
}

function rowTimesRows(product: Product, a: number, b: number, out: number): void {
  const { columns, depth, aColumn, bRow, bias, biasStep } = product;
  const { startRow, columnProducts } = vectorProducts();
  startRow(columns, bias, biasStep, out);
  columnProducts(columns, depth, b, bRow, a, aColumn, out);
}

function rowsTimesColumns(product: Product, a: number, b: number, out: number): void {
  const { rows, columns, depth, aRow, aColumn, bColumn, bias, biasStep } = product;
  const { startRow, rowProducts } = vectorProducts();
  for (let row = 0; row < rows; row++) {
    const target = out + row * columns * elementBytes;
    startRow(columns, bias, biasStep, target);
    rowProducts(columns, depth, b, bColumn, contiguous(product, a + row * aRow, aColumn), target);
  }
}

function rowsTimesColumn(product: Product, a: number, b: number, out: number): void {
  const { rows, depth, aRow, bRow, bias } = product;
  const { startRow, rowProducts } = vectorProducts();
  startRow(rows, bias, 0, out);
  rowProducts(rows, depth, a, aRow, contiguous(product, b, bRow), out);
}

function columnsTimesColumn(product: Product, a: number, b: number, out: number): void {
  const { rows, depth, aColumn, bRow, bias } = product;
  const { startRow, columnProducts } = vectorProducts();
  startRow(rows, bias, 0, out);
  columnProducts(rows, depth, a, aColumn, b, bRow, out);
}

/** A vector of as many elements as the products have terms, copied to the scratch memory if it has a step. */
function contiguous({ depth, scratch }: Product, vector: number, step: number): number {
  if (step === elementBytes) return vector;
  vectorProducts().startRow(depth, vector, step, scratch);
  return scratch;
}
