import * as products from '../ops/matmul.ts';
import type { Shape } from '../shape.ts';
import type { FitsMatMul, MatMul } from '../shape-types.ts';
import { IndexingMethods } from './indexing-methods.ts';
import type { Tensor } from './tensor.ts';

/** A tensor that one of shape `A` can be multiplied by, or an error that says why not. */
type Factor<A extends Shape, B extends Shape, Name extends string> = Tensor<B> & FitsMatMul<Name, A, B>;

/** Products of matrices and vectors; each method is the function of the same name. */
export abstract class LinearAlgebraMethods<S extends Shape = Shape> extends IndexingMethods<S> {
  /** {@link products.matmul | matmul} */
  matmul<A extends Shape, B extends Shape>(this: Tensor<A>, other: Factor<A, B, 'matmul'>): Tensor<MatMul<A, B>> {
    return products.matmul(this, other) as Tensor<MatMul<A, B>>;
  }

  /** {@link products.mm | mm} */
  mm<A extends Shape, B extends Shape>(this: Tensor<A>, other: Factor<A, B, 'mm'>): Tensor<MatMul<A, B>> {
    return products.mm(this, other) as Tensor<MatMul<A, B>>;
  }

  /** {@link products.mv | mv} */
  mv(this: Tensor, vector: Tensor): Tensor {
    return products.mv(this, vector);
  }

  /** {@link products.bmm | bmm} */
  bmm<A extends Shape, B extends Shape>(this: Tensor<A>, other: Factor<A, B, 'bmm'>): Tensor<MatMul<A, B>> {
    return products.bmm(this, other) as Tensor<MatMul<A, B>>;
  }

  /** {@link products.dot | dot} */
  dot(this: Tensor, other: Tensor): Tensor<[]> {
    return products.dot(this, other) as Tensor<[]>;
  }
}
