import { NotThere } from '../values.ts';

/** The part of Python that the corpus's expressions and programs are written in. */
export type Node =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'constant'; readonly value: number | string | boolean | null }
  /** A number written with a point or an exponent, which Python keeps apart from an int. */
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'ellipsis' }
  | { readonly kind: 'list' | 'tuple' | 'set'; readonly items: readonly Node[] }
  | { readonly kind: 'dict'; readonly entries: readonly (readonly [Node, Node])[] }
  /** `{weight: (3, 2), bias}`, names with or without a value: not Python, but how the corpus sketches a dict. */
  | { readonly kind: 'outline'; readonly entries: readonly (readonly [string, Node | undefined])[] }
  | { readonly kind: 'attribute'; readonly object: Node; readonly name: string }
  | { readonly kind: 'subscript'; readonly object: Node; readonly index: Node }
  | {
      readonly kind: 'slice';
      readonly start?: Node | undefined;
      readonly stop?: Node | undefined;
      readonly step?: Node | undefined;
    }
  | Call
  /** `*items` among arguments or items, `**items` among arguments. */
  | { readonly kind: 'starred'; readonly stars: 1 | 2; readonly value: Node }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Node }
  /** The operator of a product by juxtaposition, as in `x^T A x`, is empty. */
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Node; readonly right: Node }
  | { readonly kind: 'boolean'; readonly operator: 'and' | 'or'; readonly operands: readonly Node[] }
  /** `a < b < c` */
  | { readonly kind: 'chain'; readonly operators: readonly string[]; readonly operands: readonly Node[] }
  | { readonly kind: 'conditional'; readonly test: Node; readonly chosen: Node; readonly otherwise: Node }
  | { readonly kind: 'lambda'; readonly parameters: readonly Parameter[]; readonly body: Node }
  | Comprehension;

export interface Call {
  readonly kind: 'call';
  readonly callee: Node;
  readonly args: readonly Node[];
  readonly kwargs: readonly (readonly [string, Node])[];
}

/** `[element for target in iterable if test]`, and its forms in other brackets; a dict's element is a pair. */
export interface Comprehension {
  readonly kind: 'comprehension';
  readonly of: 'list' | 'set' | 'dict';
  readonly element: Node;
  readonly clauses: readonly { readonly target: Node; readonly iterable: Node; readonly tests: readonly Node[] }[];
}

export interface Parameter {
  readonly name: string;
  readonly default?: Node | undefined;
  /** `*args` and `**kwargs` take the rest. */
  readonly stars: 0 | 1 | 2;
}

export type Statement =
  | { readonly kind: 'expression'; readonly value: Node }
  | { readonly kind: 'assign'; readonly targets: readonly Node[]; readonly value: Node }
  | { readonly kind: 'augment'; readonly operator: string; readonly target: Node; readonly value: Node }
  | { readonly kind: 'delete'; readonly targets: readonly Node[] }
  | { readonly kind: 'with'; readonly items: readonly WithItem[]; readonly body: readonly Statement[] }
  | {
      readonly kind: 'if';
      readonly test: Node;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  | { readonly kind: 'for'; readonly target: Node; readonly iterable: Node; readonly body: readonly Statement[] }
  | { readonly kind: 'while'; readonly test: Node; readonly body: readonly Statement[] }
  | {
      readonly kind: 'def';
      readonly name: string;
      readonly parameters: readonly Parameter[];
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: 'class';
      readonly name: string;
      readonly bases: readonly Node[];
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: 'try';
      readonly body: readonly Statement[];
      readonly handlers: readonly Handler[];
      readonly last: readonly Statement[];
    }
  | { readonly kind: 'return'; readonly value: Node | undefined }
  | { readonly kind: 'raise'; readonly value: Node | undefined }
  | { readonly kind: 'assert'; readonly test: Node }
  | { readonly kind: 'import'; readonly bindings: readonly { readonly name: string; readonly path: string }[] }
  | { readonly kind: 'pass' | 'break' | 'continue' };

export interface WithItem {
  readonly context: Node;
  readonly target: Node | undefined;
}

export interface Handler {
  readonly type: Node | undefined;
  readonly name: string | undefined;
  readonly body: readonly Statement[];
}

/** How a text departs from Python. */
export interface Notation {
  /** `x^T A x` is a product, `^` a power, `|x|` and `||x||` sizes. */
  readonly math?: boolean | undefined;
  /** Dicts are sketched by their keys, and calls have remarks: `grad(a, b) without allow_unused`. */
  readonly loose?: boolean | undefined;
}

/** Text outside that part: what it asks for cannot be had here. */
export class UnsupportedSyntax extends NotThere {}
