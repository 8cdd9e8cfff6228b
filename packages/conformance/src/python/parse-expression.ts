import { type Node, UnsupportedSyntax } from './syntax.ts';

const tokenPattern =
  /\s*(?:(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)|('[^']*'|"[^"]*")|([A-Za-z_]\w*)|(\.\.\.|\*\*|\/\/|==|!=|<=|>=|[-+*/%@<>()[\]{}.,:=~&|^]))/y;

interface Token {
  readonly kind: 'number' | 'string' | 'name' | 'symbol' | 'end';
  readonly text: string;
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  const source = text.trimEnd();
  while (tokenPattern.lastIndex < source.length) {
    const start = tokenPattern.lastIndex;
    const match = tokenPattern.exec(source);
    if (!match) throw new UnsupportedSyntax(`at ${start} of ${text}`);
    const [, number, string, name, symbol] = match;
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (string !== undefined) tokens.push({ kind: 'string', text: string.slice(1, -1) });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else tokens.push({ kind: 'symbol', text: symbol! });
  }
  tokens.push({ kind: 'end', text: 'the end' });
  return tokens;
}

const levels: readonly (readonly string[])[] = [
  ['==', '!=', '<', '<=', '>', '>='],
  ['|'],
  ['^'],
  ['&'],
  ['+', '-'],
  ['*', '/', '//', '%', '@'],
];

/** A recursive-descent parser over one expression. */
export class ExpressionParser {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(text: string) {
    this.#tokens = tokenize(text);
  }

  /** One expression, or several separated by commas, up to the end of the text. */
  parse(): Node {
    const node = this.#list('end');
    if (this.#peek().kind !== 'end') throw this.#unexpected();
    return node;
  }

  #peek(): Token {
    return this.#tokens[this.#next]!;
  }

  #take(text: string): boolean {
    const { kind, text: found } = this.#peek();
    if ((kind !== 'symbol' && kind !== 'name') || found !== text) return false;
    this.#next++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw this.#unexpected();
  }

  #unexpected(): UnsupportedSyntax {
    return new UnsupportedSyntax(`unexpected ${this.#peek().text}`);
  }

  /** `a` or `a, b, …` before a closing token. */
  #list(close: string): Node {
    const first = this.#ternary();
    if (!this.#take(',')) return first;
    const items = [first];
    while (this.#peek().text !== close && this.#peek().kind !== 'end') {
      items.push(this.#ternary());
      if (!this.#take(',')) break;
    }
    return { kind: 'sequence', items };
  }

  #ternary(): Node {
    if (!this.#take('lambda')) return this.#not();
    const parameters: string[] = [];
    while (!this.#take(':')) {
      parameters.push(this.#peek().text);
      this.#next++;
      this.#take(',');
    }
    return { kind: 'lambda', parameters, body: this.#ternary() };
  }

  #not(): Node {
    if (this.#take('not')) return { kind: 'unary', operator: 'not', operand: this.#not() };
    return this.#binary(0);
  }

  #binary(level: number): Node {
    const operators = levels[level];
    if (!operators) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      if (level === 0 && this.#take('is')) {
        const operator = this.#take('not') ? 'is not' : 'is';
        left = { kind: 'binary', operator, left, right: this.#binary(1) };
        continue;
      }
      const { kind, text } = this.#peek();
      if (kind !== 'symbol' || !operators.includes(text)) return left;
      this.#next++;
      left = { kind: 'binary', operator: text, left, right: this.#binary(level + 1) };
    }
  }

  #unary(): Node {
    for (const operator of ['-', '+', '~']) {
      if (this.#take(operator)) return { kind: 'unary', operator, operand: this.#unary() };
    }
    const base = this.#postfix();
    return this.#take('**') ? { kind: 'binary', operator: '**', left: base, right: this.#unary() } : base;
  }

  #postfix(): Node {
    let node = this.#atom();
    for (;;) {
      if (this.#take('.')) {
        node = { kind: 'attribute', object: node, name: this.#peek().text };
        this.#next++;
      } else if (this.#take('(')) {
        node = this.#call(node);
      } else if (this.#take('[')) {
        node = { kind: 'subscript', object: node, index: this.#index() };
      } else {
        return node;
      }
    }
  }

  #call(callee: Node): Node {
    const args: Node[] = [];
    const kwargs: [string, Node][] = [];
    while (!this.#take(')')) {
      const after = this.#tokens[this.#next + 1];
      if (this.#peek().kind === 'name' && after?.kind === 'symbol' && after.text === '=') {
        const name = this.#peek().text;
        this.#next += 2;
        kwargs.push([name, this.#ternary()]);
      } else {
        args.push(this.#ternary());
      }
      if (!this.#take(',') && this.#peek().text !== ')') throw this.#unexpected();
    }
    return { kind: 'call', callee, args, kwargs };
  }

  #index(): Node {
    const items = [this.#indexItem()];
    let tuple = false;
    while (this.#take(',')) {
      tuple = true;
      if (this.#peek().text !== ']') items.push(this.#indexItem());
    }
    this.#expect(']');
    return tuple ? { kind: 'sequence', items } : items[0]!;
  }

  #indexItem(): Node {
    const part = (): Node | undefined => ([':', ',', ']'].includes(this.#peek().text) ? undefined : this.#ternary());
    const start = part();
    if (!this.#take(':')) {
      if (!start) throw this.#unexpected();
      return start;
    }
    const stop = part();
    return { kind: 'slice', start, stop, step: this.#take(':') ? part() : undefined };
  }

  #atom(): Node {
    const token = this.#peek();
    this.#next++;
    switch (token.kind) {
      case 'number':
        return { kind: 'constant', value: Number(token.text) };
      case 'string':
        return { kind: 'constant', value: token.text };
      case 'name': {
        const constants: Record<string, boolean | null> = { True: true, False: false, None: null };
        const value = constants[token.text];
        return value === undefined ? { kind: 'name', name: token.text } : { kind: 'constant', value };
      }
      default:
        this.#next--;
    }
    if (this.#take('...')) return { kind: 'ellipsis' };
    if (this.#take('(')) return this.#bracketed(')');
    if (this.#take('[')) {
      const inner = this.#bracketed(']');
      return inner.kind === 'sequence' ? inner : { kind: 'sequence', items: [inner] };
    }
    if (this.#take('{')) return this.#dict();
    throw this.#unexpected();
  }

  #bracketed(close: string): Node {
    if (this.#take(close)) return { kind: 'sequence', items: [] };
    const start = this.#next;
    const node = this.#list(close);
    // in `[(1, 2)]` the list has one item, which is a tuple
    const single = node.kind === 'sequence' && !this.#hasComma(start, this.#next);
    this.#expect(close);
    return close === ']' && single ? { kind: 'sequence', items: [node] } : node;
  }

  /** Whether a comma stands between two tokens outside any brackets. */
  #hasComma(from: number, to: number): boolean {
    let depth = 0;
    for (const { text, kind } of this.#tokens.slice(from, to)) {
      if (kind !== 'symbol') continue;
      if ('([{'.includes(text)) depth++;
      else if (')]}'.includes(text)) depth--;
      else if (text === ',' && depth === 0) return true;
    }
    return false;
  }

  #dict(): Node {
    const entries: [Node, Node][] = [];
    while (!this.#take('}')) {
      const key = this.#ternary();
      this.#expect(':');
      entries.push([key, this.#ternary()]);
      this.#take(',');
    }
    return { kind: 'dict', entries };
  }
}

export function parseExpression(text: string): Node {
  return new ExpressionParser(text).parse();
}
