import { NotThere } from '../values.ts';

/** The part of Python that the corpus's expressions and programs are written in. */
export type Node =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'constant'; readonly value: number | string | boolean | null }
  /** A number written with a point or an exponent, which Python keeps apart from an int. */
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'ellipsis' }
  | { readonly kind: 'list' | 'tuple'; readonly items: readonly Node[] }
  | { readonly kind: 'dict'; readonly entries: readonly (readonly [Node, Node])[] }
  | { readonly kind: 'attribute'; readonly object: Node; readonly name: string }
  | { readonly kind: 'subscript'; readonly object: Node; readonly index: Node }
  | {
      readonly kind: 'slice';
      readonly start?: Node | undefined;
      readonly stop?: Node | undefined;
      readonly step?: Node | undefined;
    }
  | {
      readonly kind: 'call';
      readonly callee: Node;
      readonly args: readonly Node[];
      readonly kwargs: readonly (readonly [string, Node])[];
    }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Node }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Node; readonly right: Node }
  | { readonly kind: 'conditional'; readonly test: Node; readonly then: Node; readonly otherwise: Node }
  | { readonly kind: 'lambda'; readonly parameters: readonly string[]; readonly body: Node };

export type Statement =
  | { readonly kind: 'expression'; readonly value: Node }
  | { readonly kind: 'assign'; readonly target: Node; readonly value: Node }
  | { readonly kind: 'augment'; readonly operator: string; readonly target: Node; readonly value: Node }
  | { readonly kind: 'with'; readonly context: Node; readonly body: readonly Statement[] };

/** Text outside that part: what it asks for cannot be had here. */
export class UnsupportedSyntax extends NotThere {}
