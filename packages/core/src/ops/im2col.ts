import { ShapeError } from '../errors.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape, type Shape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { constantPadNd } from './padding.ts';
import { checkSpatial, type Spatial, spatial } from './spatial.ts';
import { addWindows, countWindows, type Windows, windowsOf } from './windows.ts';

/** How windows lie over an image. Each is one number for both dimensions, or `[height, width]`. */
export interface Im2colOptions {
  /** From one element of a window to the next. Defaults to 1. */
  readonly dilation?: Spatial | undefined;
  /** Zeros around the image. Defaults to 0. */
  readonly padding?: Spatial | undefined;
  /** From one window to the next. Defaults to 1. */
  readonly stride?: Spatial | undefined;
}

/** The numbers for one of the two dimensions. */
interface Along extends Omit<Windows, 'dim'> {
  readonly padding: number;
}

function settings(
  name: string,
  kernelSize: Spatial,
  { dilation = 1, padding = 0, stride = 1 }: Im2colOptions,
): readonly [Along, Along] {
  const sizes = spatial(name, 'kernelSize', kernelSize, 2, 1);
  const dilations = spatial(name, 'dilation', dilation, 2, 1);
  const paddings = spatial(name, 'padding', padding, 2, 0);
  const strides = spatial(name, 'stride', stride, 2, 1);
  const along = (d: number): Along => ({
    size: sizes[d]!,
    step: strides[d]!,
    dilation: dilations[d]!,
    padding: paddings[d]!,
  });
  return [along(0), along(1)];
}

/** How many windows fit into a padded image. */
function grid(name: string, image: Shape, along: readonly [Along, Along]): readonly [number, number] {
  const counts = along.map((one, d) => countWindows(image[d]! + 2 * one.padding, one)) as [number, number];
  if (counts[0] < 1 || counts[1] < 1) {
    const sizes = formatShape(along.map(({ size }) => size));
    throw new ShapeError(`${name}: no window of ${sizes} fits into the image ${formatShape(image)} with its padding`);
  }
  return counts;
}

/** The dimensions behind those of the batch in another order. */
function arranged(x: Tensor, batch: Shape, order: readonly number[]): Tensor {
  return x.permute([...batch.keys(), ...order.map((d) => batch.length + d)]);
}

/**
 * The windows that slide over images, as columns: `[N, C, H, W]` gives `[N, C · kh · kw, L]` for `L` windows, and
 * `[C, H, W]` gives `[C · kh · kw, L]`. PyTorch's `nn.functional.unfold`, under which name errors and the functional
 * of `@cotangent/nn` know it.
 *
 * Throws a ShapeError for another number of dimensions, empty images or no window that fits, an ArgumentError unless
 * the settings are whole numbers.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.unfold.html
 */
export function im2col(x: Tensor, kernelSize: Spatial, options: Im2colOptions = {}): Tensor {
  checkSpatial('unfold', x, 2);
  const along = settings('unfold', kernelSize, options);
  const rank = x.shape.length;
  const batch = x.shape.slice(0, -3);
  const [channels, ...image] = x.shape.slice(-3) as [number, number, number];
  const [rows, columns] = grid('unfold', image, along);
  const [{ padding: top, ...down }, { padding: left, ...across }] = along;
  const images = top > 0 || left > 0 ? constantPadNd(x, [left, left, top, top]) : x;
  // columns stay innermost, in gradients too
  const lines = arranged(windowsOf(images, { dim: rank - 2, ...down }), batch, [0, 3, 1, 2]);
  const windows = windowsOf(lines, { dim: rank, ...across });
  const result = arranged(windows, batch, [0, 1, 4, 2, 3]).reshape([
    ...batch,
    channels * down.size * across.size,
    rows * columns,
  ]);
  // windows that lie one after the other are a view
  return result.storage === x.storage ? result.clone() : result;
}

/**
 * Images from the columns of {@link im2col}, whose elements are summed where windows overlap: `[N, C · kh · kw, L]`
 * gives `[N, C, H, W]`, and `[C · kh · kw, L]` gives `[C, H, W]`, with `outputSize` for the image. PyTorch's
 * `nn.functional.fold`, under which name errors and the functional of `@cotangent/nn` know it.
 *
 * Throws a ShapeError when the columns are not those of such images, an ArgumentError unless the settings are whole
 * numbers. https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.fold.html
 */
export function col2im(x: Tensor, outputSize: Spatial, kernelSize: Spatial, options: Im2colOptions = {}): Tensor {
  checkTensor('fold', x, 0);
  const image = spatial('fold', 'outputSize', outputSize, 2, 1);
  const along = settings('fold', kernelSize, options);
  const rank = x.shape.length;
  if ((rank !== 2 && rank !== 3) || x.shape.includes(0, rank - 2)) {
    throw new ShapeError(`fold: expected columns [K, L] or [N, K, L], got the shape ${formatShape(x.shape)}`);
  }
  const batch = x.shape.slice(0, -2);
  const [rows, columns] = grid('fold', image, along);
  const [{ padding: top, ...down }, { padding: left, ...across }] = along;
  const [elements, count] = x.shape.slice(-2) as [number, number];
  const perChannel = down.size * across.size;
  if (elements % perChannel !== 0) {
    throw new ShapeError(`fold: columns of ${elements} elements are not made of windows of ${perChannel}`);
  }
  if (count !== rows * columns) {
    throw new ShapeError(
      `fold: ${count} columns came, but ${rows} · ${columns} windows fit into the image ${formatShape(image)}`,
    );
  }
  const windows = x.reshape([...batch, elements / perChannel, down.size, across.size, rows, columns]);
  const length = image[1]! + 2 * left;
  const lines = addWindows(arranged(windows, batch, [0, 1, 3, 4, 2]), { dim: batch.length + 3, ...across, length });
  const images = addWindows(arranged(lines, batch, [0, 2, 3, 1]), {
    dim: batch.length + 1,
    ...down,
    length: image[0]! + 2 * top,
  });
  return top > 0 || left > 0 ? constantPadNd(images, [-left, -left, -top, -top]) : images;
}
