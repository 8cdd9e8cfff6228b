import { Cursor } from './cursor.ts';
import { type Comprehension, type Node, type Notation, UnsupportedSyntax } from './syntax.ts';

export const constants: ReadonlyMap<string, boolean | null> = new Map([
  ['True', true],
  ['False', false],
  ['None', null],
]);

/** In `2 (x - 1)` the bracket is a factor. */
function isNumber(node: Node): boolean {
  return node.kind === 'float' || (node.kind === 'constant' && typeof node.value === 'number');
}

/** Parses what operators stand between: names, literals, brackets, calls, subscripts. */
export abstract class OperandParser extends Cursor {
  protected readonly notation: Notation;

  constructor(text: string, notation: Notation = {}) {
    super(text);
    this.notation = notation;
  }

  abstract expression(): Node;

  /** An expression without `if` or `lambda`, which may end a comprehension's clause. */
  protected abstract disjunction(): Node;

  /** What is assigned to: an expression, or several, up to `in` or `=`. */
  targets(): Node {
    const items: Node[] = [];
    let comma = false;
    do {
      items.push(this.#starred() ?? this.postfix());
      comma = this.take(',');
    } while (comma && !this.at('in') && !this.at('='));
    return comma || items.length > 1 ? { kind: 'tuple', items } : items[0]!;
  }

  /** `a, b, …`; a comma may stand at the end. */
  protected items(ends: () => boolean): { items: Node[]; comma: boolean } {
    const items: Node[] = [];
    let comma = false;
    while (!ends()) {
      items.push(this.#starred() ?? this.expression());
      comma = this.take(',');
      if (!comma) return { items, comma: items.length > 1 };
    }
    return { items, comma };
  }

  #starred(): Node | undefined {
    return this.take('*') ? { kind: 'starred', stars: 1, value: this.expression() } : undefined;
  }

  protected postfix(): Node {
    let node = this.#atom();
    for (;;) {
      if (this.take('.')) node = { kind: 'attribute', object: node, name: this.name() };
      else if (!isNumber(node) && this.take('(')) node = this.#call(node);
      else if (this.take('[')) node = { kind: 'subscript', object: node, index: this.#index() };
      else if (this.notation.math && this.at('^') && this.at('T', 1)) {
        this.advance();
        node = { kind: 'attribute', object: node, name: this.advance().text };
      } else return node;
    }
  }

  #call(callee: Node): Node {
    const args: Node[] = [];
    const kwargs: [string, Node][] = [];
    while (!this.take(')')) {
      if (this.atName() && this.at('=', 1)) {
        const name = this.name();
        this.expect('=');
        kwargs.push([name, this.expression()]);
      } else if (this.take('**')) args.push({ kind: 'starred', stars: 2, value: this.expression() });
      else {
        const arg = this.#starred() ?? this.expression();
        args.push(this.at('for') ? this.#comprehension('list', arg) : arg);
      }
      if (!this.take(',') && !this.at(')')) throw this.unexpected();
    }
    return { kind: 'call', callee, args, kwargs };
  }

  #index(): Node {
    const items = [this.#indexItem()];
    let comma = false;
    while (this.take(',')) {
      comma = true;
      if (!this.at(']')) items.push(this.#indexItem());
    }
    this.expect(']');
    return comma ? { kind: 'tuple', items } : items[0]!;
  }

  #indexItem(): Node {
    const part = (): Node | undefined =>
      [':', ',', ']'].some((text) => this.at(text)) ? undefined : this.expression();
    const start = part();
    if (!this.take(':')) {
      if (!start) throw this.unexpected();
      return start;
    }
    const stop = part();
    return { kind: 'slice', start, stop, step: this.take(':') ? part() : undefined };
  }

  #comprehension(of: Comprehension['of'], element: Node): Node {
    const clauses: { target: Node; iterable: Node; tests: Node[] }[] = [];
    while (this.take('for')) {
      const target = this.targets();
      this.expect('in');
      const clause = { target, iterable: this.disjunction(), tests: [] as Node[] };
      while (this.take('if')) clause.tests.push(this.disjunction());
      clauses.push(clause);
    }
    return { kind: 'comprehension', of, element, clauses };
  }

  #atom(): Node {
    const { kind, text } = this.peek();
    switch (kind) {
      case 'number':
        this.advance();
        return { kind: /[.eE]/.test(text) ? 'float' : 'constant', value: Number(text) };
      case 'string': {
        let value = '';
        while (this.atKind('string')) value += this.advance().text;
        return { kind: 'constant', value };
      }
      case 'name': {
        const value = constants.get(text);
        if (value === undefined) return { kind: 'name', name: this.name() };
        this.advance();
        return { kind: 'constant', value };
      }
      default:
        return this.#bracketed();
    }
  }

  #bracketed(): Node {
    if (this.take('...')) return { kind: 'ellipsis' };
    if (this.take('(')) return this.#closed('tuple', ')');
    if (this.take('[')) return this.#closed('list', ']');
    if (this.take('{')) return this.notation.loose ? this.#outline() : this.#braces();
    if (this.notation.math && this.take('|')) return this.#size();
    throw this.unexpected();
  }

  #closed(kind: 'tuple' | 'list', close: string): Node {
    const { items, comma } = this.items(() => this.at(close));
    const [first] = items;
    const node = first && items.length === 1 && this.at('for') ? this.#comprehension('list', first) : undefined;
    this.expect(close);
    if (node) return node;
    return kind === 'tuple' && first && !comma ? first : { kind, items };
  }

  /** `|x|`, the absolute value, and `||x||`, the norm. */
  #size(): Node {
    const norm = this.take('|');
    const inner = this.expression();
    this.expect('|');
    if (norm) this.expect('|');
    const callee: Node = { kind: 'name', name: norm ? 'norm' : 'abs' };
    return { kind: 'call', callee, args: [inner], kwargs: [] };
  }

  /** A dict or a set. */
  #braces(): Node {
    const entries: [Node, Node][] = [];
    const items: Node[] = [];
    while (!this.take('}')) {
      const key = this.expression();
      const value = items.length === 0 && this.take(':') ? this.expression() : undefined;
      if (this.at('for')) {
        const element: Node = value ? { kind: 'tuple', items: [key, value] } : key;
        const node = this.#comprehension(value ? 'dict' : 'set', element);
        this.expect('}');
        return node;
      }
      if (value) entries.push([key, value]);
      else if (entries.length === 0) items.push(key);
      else throw this.unexpected();
      if (!this.take(',') && !this.at('}')) throw this.unexpected();
    }
    return items.length > 0 ? { kind: 'set', items } : { kind: 'dict', entries };
  }

  #outline(): Node {
    const entries: [string, Node | undefined][] = [];
    while (!this.take('}')) {
      let key = '';
      while (!['}', ',', ':'].some((sign) => this.at(sign))) {
        const { kind, text } = this.advance();
        if (kind === 'end') throw new UnsupportedSyntax('an open brace');
        key += text;
      }
      if (key === '') throw this.unexpected();
      entries.push([key, this.take(':') ? this.expression() : undefined]);
      if (!this.take(',') && !this.at('}')) throw this.unexpected();
    }
    return { kind: 'outline', entries };
  }
}
