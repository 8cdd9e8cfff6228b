import { UnsupportedSyntax } from './syntax.ts';
import { type Token, tokenize } from './tokenize.ts';

const keywords: ReadonlySet<string> = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global ' +
    'if import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

/** Far beyond what anyone writes, far below what the stack holds. */
const deepest = 100;

/** A place in the tokens of a text. */
export class Cursor {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(text: string) {
    this.#tokens = tokenize(text);
  }

  peek(further = 0): Token {
    return this.#tokens[Math.min(this.#next + further, this.#tokens.length - 1)]!;
  }

  advance(): Token {
    return this.#tokens[this.#next++]!;
  }

  /** Whether a name, keyword or sign comes next (or `further` on). */
  at(text: string, further = 0): boolean {
    const token = this.peek(further);
    return token.kind !== 'string' && token.text === text;
  }

  atKind(kind: Token['kind']): boolean {
    return this.peek().kind === kind;
  }

  take(text: string): boolean {
    if (!this.at(text)) return false;
    this.#next++;
    return true;
  }

  takeOne(texts: readonly string[]): string | undefined {
    return texts.find((text) => this.take(text));
  }

  takeKind(kind: Token['kind']): boolean {
    if (!this.atKind(kind)) return false;
    this.#next++;
    return true;
  }

  expect(text: string): void {
    if (!this.take(text)) throw this.unexpected();
  }

  /** Whether a name comes next that is no keyword. */
  atName(further = 0): boolean {
    const { kind, text } = this.peek(further);
    return kind === 'name' && !keywords.has(text);
  }

  name(): string {
    if (!this.atName()) throw this.unexpected();
    return this.advance().text;
  }

  unexpected(): UnsupportedSyntax {
    return new UnsupportedSyntax(`unexpected ${this.peek().text}`);
  }

  /** Runs a rule that may contain itself. Every loop takes a token or ends, so this bounds all. */
  nested<T>(parse: () => T): T {
    if (++this.#depth > deepest) throw new UnsupportedSyntax('an expression nested too deeply');
    const result = parse();
    this.#depth--;
    return result;
  }
}
