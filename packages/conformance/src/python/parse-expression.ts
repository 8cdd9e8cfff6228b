import { type Node, UnsupportedSyntax } from './syntax.ts';
import { type Token, tokenize } from './tokenize.ts';

const comparisons: readonly string[] = ['==', '!=', '<', '<=', '>', '>='];

/** Operators that group to the left, from the loosest level to the tightest. */
const levels: readonly (readonly string[])[] = [['|'], ['^'], ['&'], ['+', '-'], ['*', '/', '//', '%', '@']];

const constants: ReadonlyMap<string, boolean | null> = new Map([
  ['True', true],
  ['False', false],
  ['None', null],
]);

/** Far beyond what anyone writes, far below what the stack holds. */
const deepest = 100;

/** A recursive-descent parser over one expression; every loop takes a token or ends. */
class ExpressionParser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(text: string) {
    this.#tokens = tokenize(text);
  }

  /** One expression, or several separated by commas, up to the end of the text. */
  parse(): Node {
    const { items, comma } = this.#items('the end');
    if (this.#peek().kind !== 'end' || items.length === 0) throw this.#unexpected();
    return comma ? { kind: 'tuple', items } : items[0]!;
  }

  #peek(): Token {
    return this.#tokens[this.#next]!;
  }

  #at(text: string): boolean {
    const token = this.#peek();
    return token.kind !== 'string' && token.text === text;
  }

  #take(text: string): boolean {
    if (!this.#at(text)) return false;
    this.#next++;
    return true;
  }

  #takeOne(texts: readonly string[]): string | undefined {
    return texts.find((text) => this.#take(text));
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw this.#unexpected();
  }

  #name(): string {
    const { kind, text } = this.#peek();
    if (kind !== 'name') throw this.#unexpected();
    this.#next++;
    return text;
  }

  #unexpected(): UnsupportedSyntax {
    return new UnsupportedSyntax(`unexpected ${this.#peek().text}`);
  }

  /** `a, b, …` up to a closing token, which stays; a comma may stand at the end. */
  #items(close: string): { items: Node[]; comma: boolean } {
    const items: Node[] = [];
    let comma = false;
    while (!this.#at(close)) {
      items.push(this.#expression());
      if (!this.#take(',')) break;
      comma = true;
    }
    return { items, comma };
  }

  #expression(): Node {
    if (++this.#depth > deepest) throw new UnsupportedSyntax('an expression nested too deeply');
    const node = this.#take('lambda') ? this.#lambda() : this.#conditional();
    this.#depth--;
    return node;
  }

  #lambda(): Node {
    const parameters: string[] = [];
    while (!this.#take(':')) {
      parameters.push(this.#name());
      if (!this.#take(',') && !this.#at(':')) throw this.#unexpected();
    }
    return { kind: 'lambda', parameters, body: this.#expression() };
  }

  /** `a if test else b`, which groups to the right. */
  #conditional(): Node {
    const then = this.#not();
    if (!this.#take('if')) return then;
    const test = this.#not();
    this.#expect('else');
    return { kind: 'conditional', test, then, otherwise: this.#expression() };
  }

  #not(): Node {
    if (!this.#take('not')) return this.#comparison();
    return { kind: 'unary', operator: 'not', operand: this.#nested(() => this.#not()) };
  }

  /** One comparison; Python's chains (`a < b < c`) are left out. */
  #comparison(): Node {
    const left = this.#binary(0);
    if (this.#take('is')) {
      const operator = this.#take('not') ? 'is not' : 'is';
      return { kind: 'binary', operator, left, right: this.#binary(0) };
    }
    const operator = this.#takeOne(comparisons);
    return operator === undefined ? left : { kind: 'binary', operator, left, right: this.#binary(0) };
  }

  #binary(level: number): Node {
    const operators = levels[level];
    if (!operators) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const operator = this.#takeOne(operators);
      if (operator === undefined) return left;
      left = { kind: 'binary', operator, left, right: this.#binary(level + 1) };
    }
  }

  #unary(): Node {
    const operator = this.#takeOne(['-', '+', '~']);
    if (operator !== undefined) return { kind: 'unary', operator, operand: this.#nested(() => this.#unary()) };
    const base = this.#postfix();
    if (!this.#take('**')) return base;
    // ** groups to the right, and binds tighter than a sign before it but not than one behind it
    return { kind: 'binary', operator: '**', left: base, right: this.#nested(() => this.#unary()) };
  }

  #nested(parse: () => Node): Node {
    if (++this.#depth > deepest) throw new UnsupportedSyntax('an expression nested too deeply');
    const node = parse();
    this.#depth--;
    return node;
  }

  #postfix(): Node {
    let node = this.#atom();
    for (;;) {
      if (this.#take('.')) node = { kind: 'attribute', object: node, name: this.#name() };
      else if (this.#take('(')) node = this.#call(node);
      else if (this.#take('[')) node = { kind: 'subscript', object: node, index: this.#index() };
      else return node;
    }
  }

  #call(callee: Node): Node {
    const args: Node[] = [];
    const kwargs: [string, Node][] = [];
    while (!this.#take(')')) {
      const after = this.#tokens[this.#next + 1];
      if (this.#peek().kind === 'name' && after?.kind === 'symbol' && after.text === '=') {
        const name = this.#name();
        this.#expect('=');
        kwargs.push([name, this.#expression()]);
      } else {
        args.push(this.#expression());
      }
      if (!this.#take(',') && !this.#at(')')) throw this.#unexpected();
    }
    return { kind: 'call', callee, args, kwargs };
  }

  #index(): Node {
    const items = [this.#indexItem()];
    let comma = false;
    while (this.#take(',')) {
      comma = true;
      if (!this.#at(']')) items.push(this.#indexItem());
    }
    this.#expect(']');
    return comma ? { kind: 'tuple', items } : items[0]!;
  }

  #indexItem(): Node {
    const part = (): Node | undefined =>
      [':', ',', ']'].some((text) => this.#at(text)) ? undefined : this.#expression();
    const start = part();
    if (!this.#take(':')) {
      if (!start) throw this.#unexpected();
      return start;
    }
    const stop = part();
    return { kind: 'slice', start, stop, step: this.#take(':') ? part() : undefined };
  }

  #atom(): Node {
    const { kind, text } = this.#peek();
    switch (kind) {
      case 'number':
        this.#next++;
        return { kind: /[.eE]/.test(text) ? 'float' : 'constant', value: Number(text) };
      case 'string':
        this.#next++;
        return { kind: 'constant', value: text };
      case 'name': {
        this.#next++;
        const value = constants.get(text);
        return value === undefined ? { kind: 'name', name: text } : { kind: 'constant', value };
      }
      default:
        return this.#bracketed();
    }
  }

  #bracketed(): Node {
    if (this.#take('...')) return { kind: 'ellipsis' };
    if (this.#take('(')) {
      const { items, comma } = this.#items(')');
      this.#expect(')');
      return items.length === 1 && !comma ? items[0]! : { kind: 'tuple', items };
    }
    if (this.#take('[')) {
      const { items } = this.#items(']');
      this.#expect(']');
      return { kind: 'list', items };
    }
    if (this.#take('{')) return this.#dict();
    throw this.#unexpected();
  }

  #dict(): Node {
    const entries: [Node, Node][] = [];
    while (!this.#take('}')) {
      const key = this.#expression();
      this.#expect(':');
      entries.push([key, this.#expression()]);
      if (!this.#take(',') && !this.#at('}')) throw this.#unexpected();
    }
    return { kind: 'dict', entries };
  }
}

/** Parses a Python expression. Throws UnsupportedSyntax for text outside the part known here. */
export function parseExpression(text: string): Node {
  return new ExpressionParser(text).parse();
}
