import { ExpressionParser } from './parse-expression.ts';
import type { Handler, Node, Notation, Statement, WithItem } from './syntax.ts';

const augmented: readonly string[] = ['+=', '-=', '*=', '/=', '//=', '%=', '**=', '@=', '&=', '|=', '^='];

/** A recursive-descent parser of programs. */
class ProgramParser extends ExpressionParser {
  program(): Statement[] {
    const statements: Statement[] = [];
    while (!this.atKind('end')) statements.push(...this.#line());
    return statements;
  }

  /** A compound statement, or small ones separated by semicolons. */
  #line(): Statement[] {
    if (this.takeKind('newline')) return [];
    const compound = this.#compound();
    return compound ? [compound] : this.#smallOnes();
  }

  #smallOnes(): Statement[] {
    const statements: Statement[] = [];
    do {
      statements.push(this.#small());
    } while (this.take(';') && !this.#atLineEnd());
    if (!this.#atLineEnd()) throw this.unexpected();
    this.takeKind('newline');
    return statements;
  }

  #atLineEnd(): boolean {
    return this.atKind('newline') || this.atKind('end') || this.atKind('dedent');
  }

  /** `:` and what belongs to it, on the same line or indented below. */
  #block(): Statement[] {
    this.expect(':');
    if (!this.takeKind('newline')) return this.#smallOnes();
    if (!this.takeKind('indent')) throw this.unexpected();
    const statements: Statement[] = [];
    while (!this.takeKind('dedent')) statements.push(...this.#line());
    return statements;
  }

  #compound(): Statement | undefined {
    while (this.take('@')) {
      // decorators such as staticmethod change nothing here
      this.expression();
      this.takeKind('newline');
    }
    switch (this.peek().kind === 'name' ? this.peek().text : '') {
      case 'with':
        return this.#with();
      case 'if':
        return this.#if();
      case 'for': {
        this.advance();
        const target = this.targets();
        this.expect('in');
        return { kind: 'for', target, iterable: this.expressions(), body: this.#block() };
      }
      case 'while':
        this.advance();
        return { kind: 'while', test: this.expression(), body: this.#block() };
      case 'def':
        return this.#def();
      case 'class':
        return this.#class();
      case 'try':
        return this.#try();
      default:
        return undefined;
    }
  }

  #with(): Statement {
    const items: WithItem[] = [];
    this.advance();
    do {
      const context = this.expression();
      items.push({ context, target: this.take('as') ? this.expression() : undefined });
    } while (this.take(','));
    return { kind: 'with', items, body: this.#block() };
  }

  #if(): Statement {
    this.advance();
    const test = this.expression();
    const body = this.#block();
    if (this.at('elif')) return { kind: 'if', test, body, otherwise: [this.#if()] };
    return { kind: 'if', test, body, otherwise: this.take('else') ? this.#block() : [] };
  }

  #def(): Statement {
    this.advance();
    const name = this.name();
    this.expect('(');
    const parameters = this.parameters(')');
    if (this.take('->')) this.expression();
    return { kind: 'def', name, parameters, body: this.#block() };
  }

  #class(): Statement {
    this.advance();
    const name = this.name();
    const bases: Node[] = [];
    if (this.take('(')) {
      while (!this.take(')')) {
        bases.push(this.expression());
        if (!this.take(',') && !this.at(')')) throw this.unexpected();
      }
    }
    return { kind: 'class', name, bases, body: this.#block() };
  }

  #try(): Statement {
    this.advance();
    const body = this.#block();
    const handlers: Handler[] = [];
    while (this.take('except')) {
      const type = this.at(':') ? undefined : this.expression();
      handlers.push({ type, name: this.take('as') ? this.name() : undefined, body: this.#block() });
    }
    const last = this.take('finally') ? this.#block() : [];
    if (handlers.length === 0 && last.length === 0) throw this.unexpected();
    return { kind: 'try', body, handlers, last };
  }

  #small(): Statement {
    const word = this.peek().kind === 'name' ? this.peek().text : '';
    switch (word) {
      case 'pass':
      case 'break':
      case 'continue':
        this.advance();
        return { kind: word };
      case 'return':
      case 'raise':
        this.advance();
        return { kind: word, value: this.#atLineEnd() || this.at(';') ? undefined : this.expressions() };
      case 'assert': {
        this.advance();
        const test = this.expression();
        if (this.take(',')) this.expression();
        return { kind: 'assert', test };
      }
      case 'del':
        this.advance();
        return { kind: 'delete', targets: listOf(this.expressions()) };
      case 'import':
      case 'from':
        return this.#import();
      default:
        return this.#assignment();
    }
  }

  #import(): Statement {
    const from = this.advance().text === 'from' ? `${this.#dotted()}.` : '';
    if (from !== '') this.expect('import');
    const bindings: { name: string; path: string }[] = [];
    do {
      const path = this.#dotted();
      const whole = from === '' ? path.split('.')[0]! : `${from}${path}`;
      const alias = this.take('as') ? this.name() : undefined;
      bindings.push(
        alias === undefined ? { name: path.split('.')[0]!, path: whole } : { name: alias, path: from + path },
      );
    } while (this.take(','));
    return { kind: 'import', bindings };
  }

  #dotted(): string {
    let path = this.name();
    while (this.take('.')) path += `.${this.name()}`;
    return path;
  }

  #assignment(): Statement {
    const first = this.expressions();
    const operator = this.takeOne(augmented);
    if (operator !== undefined) {
      return { kind: 'augment', operator: operator.slice(0, -1), target: first, value: this.expressions() };
    }
    const parts = [first];
    while (this.take('=')) parts.push(this.expressions());
    const value = parts.pop()!;
    return parts.length === 0
      ? { kind: 'expression', value: this.notation.loose ? this.#remarked(value) : value }
      : { kind: 'assign', targets: parts, value };
  }

  /** `f(x) without y`, `f(x) with y`: what a call leaves out, or has besides. */
  #remarked(node: Node): Node {
    if (!this.at('without') && !this.at('with')) return node;
    const given = this.advance().text === 'with';
    const name = this.name();
    if (node.kind !== 'call') throw this.unexpected();
    const others = node.kwargs.filter(([key]) => key !== name);
    return { ...node, kwargs: given ? [...others, [name, { kind: 'constant', value: true }]] : others };
  }
}

function listOf(node: Node): readonly Node[] {
  return node.kind === 'tuple' ? node.items : [node];
}

/** Parses a program. Throws UnsupportedSyntax for text outside the part of Python known here. */
export function parseProgram(text: string, notation?: Notation): Statement[] {
  return new ProgramParser(text, notation).program();
}
