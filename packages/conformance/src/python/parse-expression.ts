import { constants, OperandParser } from './parse-operand.ts';
import type { Node, Notation, Parameter } from './syntax.ts';

const comparisons: readonly string[] = ['==', '!=', '<', '<=', '>', '>=', 'in'];

/** Operators that group to the left, from the loosest level to the tightest. */
const levels: readonly (readonly string[])[] = [['|'], ['^'], ['&'], ['+', '-'], ['*', '/', '//', '%', '@']];

/** In formulas `^` is a power and bars are sizes. */
const mathLevels = [
  ['+', '-'],
  ['*', '·', '/'],
];

/** A recursive-descent parser of expressions. */
export class ExpressionParser extends OperandParser {
  readonly #levels: readonly (readonly string[])[];

  constructor(text: string, notation: Notation = {}) {
    super(text, notation);
    this.#levels = notation.math ? mathLevels : levels;
  }

  /** One expression, or several separated by commas, up to the end of the text. */
  parse(): Node {
    const node = this.expressions();
    if (!this.atKind('end')) throw this.unexpected();
    return node;
  }

  /** One expression, or a tuple without brackets. */
  expressions(): Node {
    const { items, comma } = this.items(() => !this.#startsExpression());
    if (items.length === 0) throw this.unexpected();
    return comma ? { kind: 'tuple', items } : items[0]!;
  }

  expression(): Node {
    return this.nested(() => {
      if (this.take('lambda')) return { kind: 'lambda', parameters: this.parameters(':'), body: this.expression() };
      const node = this.disjunction();
      if (!this.take('if')) return node;
      const test = this.disjunction();
      this.expect('else');
      return { kind: 'conditional', test, chosen: node, otherwise: this.expression() };
    });
  }

  /** The parameters of a function, up to a closing sign. */
  parameters(close: string): Parameter[] {
    const parameters: Parameter[] = [];
    while (!this.take(close)) {
      const stars = this.take('**') ? 2 : this.take('*') ? 1 : 0;
      // what stands behind a lone star is given by name
      if (stars === 1 && this.take(',')) continue;
      const name = this.name();
      // a type says nothing here
      if (close === ')' && this.take(':')) this.expression();
      parameters.push({ name, stars, default: this.take('=') ? this.expression() : undefined });
      if (!this.take(',') && !this.at(close)) throw this.unexpected();
    }
    return parameters;
  }

  #startsExpression(): boolean {
    const { kind, text } = this.peek();
    if (kind === 'name') return this.atName() || constants.has(text) || text === 'lambda' || text === 'not';
    return kind === 'number' || kind === 'string' || ['(', '[', '{', '-', '+', '~', '...', '*', '|'].includes(text);
  }

  protected disjunction(): Node {
    return this.#boolean('or', () => this.#boolean('and', () => this.#not()));
  }

  #boolean(operator: 'and' | 'or', operand: () => Node): Node {
    const operands = [operand()];
    while (this.take(operator)) operands.push(operand());
    return operands.length === 1 ? operands[0]! : { kind: 'boolean', operator, operands };
  }

  #not(): Node {
    if (!this.take('not')) return this.#comparison();
    return { kind: 'unary', operator: 'not', operand: this.nested(() => this.#not()) };
  }

  #comparison(): Node {
    const operands = [this.#binary(0)];
    const operators: string[] = [];
    for (let operator = this.#comparator(); operator !== undefined; operator = this.#comparator()) {
      operators.push(operator);
      operands.push(this.#binary(0));
    }
    if (operators.length > 1) return { kind: 'chain', operators, operands };
    const [left, right] = operands;
    return right ? { kind: 'binary', operator: operators[0]!, left: left!, right } : left!;
  }

  #comparator(): string | undefined {
    if (this.take('is')) return this.take('not') ? 'is not' : 'is';
    if (!this.at('not') || !this.at('in', 1)) return this.takeOne(comparisons);
    this.advance();
    return `not ${this.advance().text}`;
  }

  #binary(level: number): Node {
    const operators = this.#levels[level];
    if (!operators) return this.notation.math ? this.#juxtaposed() : this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const operator = this.takeOne(operators);
      if (operator === undefined) return left;
      left = { kind: 'binary', operator, left, right: this.#binary(level + 1) };
    }
  }

  /** `2 x y`: factors side by side. */
  #juxtaposed(): Node {
    let left = this.#unary();
    while (this.atName() || this.atKind('number') || this.at('(')) {
      left = { kind: 'binary', operator: '', left, right: this.#power() };
    }
    return left;
  }

  #unary(): Node {
    const operator = this.takeOne(['-', '+', '~']);
    return operator === undefined
      ? this.#power()
      : { kind: 'unary', operator, operand: this.nested(() => this.#unary()) };
  }

  #power(): Node {
    const base = this.postfix();
    // ** groups to the right, and binds tighter than a sign before it but not than one behind it
    if (!this.take('**') && !(this.notation.math && this.take('^'))) return base;
    return { kind: 'binary', operator: '**', left: base, right: this.nested(() => this.#unary()) };
  }
}

/** Parses a Python expression. Throws UnsupportedSyntax for text outside the part known here. */
export function parseExpression(text: string, notation?: Notation): Node {
  return new ExpressionParser(text, notation).parse();
}
