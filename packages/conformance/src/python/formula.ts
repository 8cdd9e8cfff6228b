import { ExpressionParser } from './parse-expression.ts';
import { type Node, UnsupportedSyntax } from './syntax.ts';

class FormulaParser extends ExpressionParser {
  /** `loss = EXPRESSION, reduction mean`: a name, the formula itself, and settings of it. */
  formula(): Node {
    if (this.atName() && this.at('=', 1)) {
      this.advance();
      this.advance();
    }
    let node = this.expression();
    while (this.take(',')) node = withSetting(node, this.name(), this.#value());
    if (!this.atKind('end')) throw this.unexpected();
    return node;
  }

  #value(): Node {
    this.take('=');
    return this.atName() ? { kind: 'constant', value: this.advance().text } : this.expression();
  }
}

/** A setting of the outermost call; a reduction of anything else is a call around it. */
function withSetting(node: Node, name: string, value: Node): Node {
  if (node.kind === 'call') return { ...node, kwargs: [...node.kwargs, [name, value]] };
  if (name !== 'reduction' || value.kind !== 'constant') throw new UnsupportedSyntax(`a formula with ${name}`);
  if (value.value === 'none') return node;
  return { kind: 'call', callee: { kind: 'name', name: String(value.value) }, args: [node], kwargs: [] };
}

/** Parses a formula in the notation of mathematics. Throws UnsupportedSyntax for what it does not know. */
export function parseFormula(text: string): Node {
  return new FormulaParser(text, { math: true }).formula();
}
