/** The base of every error the library throws on purpose. */
export class CotangentError extends Error {
  override name = 'CotangentError';
}

/** Shapes that do not fit each other or the operation. */
export class ShapeError extends CotangentError {
  override name = 'ShapeError';
}

/** A dtype the operation does not take. */
export class DTypeError extends CotangentError {
  override name = 'DTypeError';
}

/** An index, a dimension or a class outside its range. */
export class IndexError extends CotangentError {
  override name = 'IndexError';
}

/** An option or an argument with a value that makes no sense. */
export class ArgumentError extends CotangentError {
  override name = 'ArgumentError';
}

/** Autograd used in a way that has no gradient. */
export class GradientError extends CotangentError {
  override name = 'GradientError';
}
