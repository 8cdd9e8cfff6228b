import { parseExpression } from './parse-expression.ts';
import { type Statement, UnsupportedSyntax } from './syntax.ts';

interface Line {
  readonly indent: number;
  readonly text: string;
}

/**
 * Statements of a program: assignments, expressions and `with` blocks. Throws UnsupportedSyntax for text outside the
 * part of Python known here.
 */
export function parseProgram(text: string): Statement[] {
  const lines: Line[] = text.split('\n').flatMap((raw) => {
    const code = raw.slice(0, findOutsideStrings(raw, '#') ?? raw.length).trimEnd();
    return code.trim() === '' ? [] : [{ indent: code.length - code.trimStart().length, text: code.trim() }];
  });
  if (lines.length === 0) return [];
  const statements = parseBlock(lines, lines[0]!.indent);
  if (lines.length > 0) throw new UnsupportedSyntax(`indentation of ${lines[0]!.text}`);
  return statements;
}

/** Takes the lines of one block off the list. */
function parseBlock(lines: Line[], indent: number): Statement[] {
  const statements: Statement[] = [];
  while (lines[0]?.indent === indent) {
    const { text } = lines.shift()!;
    if (text.startsWith('with ')) statements.push(parseWith(text, lines, indent));
    else statements.push(...parseStatements(text));
  }
  return statements;
}

/** `with CONTEXT:` and its body, on the same line or the lines below. */
function parseWith(text: string, lines: Line[], indent: number): Statement {
  const colon = findOutside(text, (i) => text[i] === ':');
  if (colon === undefined) throw new UnsupportedSyntax(text);
  const inline = text.slice(colon + 1).trim();
  const inner = lines[0]?.indent ?? indent;
  if (inline === '' && inner <= indent) throw new UnsupportedSyntax(`${text} without a body`);
  const body = inline === '' ? parseBlock(lines, inner) : parseStatements(inline);
  return { kind: 'with', context: parseExpression(text.slice('with '.length, colon)), body };
}

/** The first place that `accept` accepts, outside strings and brackets. */
function findOutside(text: string, accept: (at: number) => boolean): number | undefined {
  let depth = 0;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (quote) {
      if (char === quote) quote = '';
    } else if (depth === 0 && accept(i)) return i;
    else if (char === "'" || char === '"') quote = char;
    else if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char)) depth--;
  }
  return undefined;
}

function findOutsideStrings(text: string, wanted: string): number | undefined {
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (quote) {
      if (char === quote) quote = '';
    } else if (char === wanted) return i;
    else if (char === "'" || char === '"') quote = char;
  }
  return undefined;
}

/** Statements on one line, separated by semicolons; one may stand at the end. */
function parseStatements(text: string): Statement[] {
  const statements: Statement[] = [];
  let rest = text;
  do {
    const at = findOutside(rest, (i) => rest[i] === ';') ?? rest.length;
    statements.push(parseStatement(rest.slice(0, at)));
    rest = rest.slice(at + 1).trim();
  } while (rest !== '');
  return statements;
}

function parseStatement(text: string): Statement {
  if (/^(for|if|while|with|def|class|import|from|return|try|del|assert|raise|pass)\b/.test(text)) {
    throw new UnsupportedSyntax(text);
  }
  const equals = findOutside(
    text,
    (i) => text[i] === '=' && text[i + 1] !== '=' && !['=', '!', '<', '>'].includes(text[i - 1] ?? ''),
  );
  if (equals === undefined) return { kind: 'expression', value: parseExpression(text) };
  const augmented = /(\*\*|\/\/|[-+*/%@])$/.exec(text.slice(0, equals));
  const value = parseExpression(text.slice(equals + 1));
  const target = parseExpression(text.slice(0, equals - (augmented?.[0].length ?? 0)));
  return augmented ? { kind: 'augment', operator: augmented[0], target, value } : { kind: 'assign', target, value };
}
