import { parseExpression } from './parse-expression.ts';
import type { Statement } from './syntax.ts';
import { UnsupportedSyntax } from './syntax.ts';

interface Line {
  readonly indent: number;
  readonly text: string;
}

/** Statements of a program: assignments, expressions and `with` blocks. */
export function parseProgram(text: string): Statement[] {
  const lines: Line[] = text.split('\n').flatMap((raw) => {
    if (raw.trim() === '') return [];
    return [{ indent: raw.length - raw.trimStart().length, text: raw.trim() }];
  });
  const statements = parseBlock(lines, lines[0]?.indent ?? 0);
  if (lines.length > 0) throw new UnsupportedSyntax(`indentation of ${lines[0]!.text}`);
  return statements;
}

/** Takes the lines of one block off the list. */
function parseBlock(lines: Line[], indent: number): Statement[] {
  const statements: Statement[] = [];
  while (lines.length > 0 && lines[0]!.indent === indent) {
    const { text } = lines.shift()!;
    const header = /^with (.*):(.*)$/.exec(text);
    if (header) {
      const inline = header[2]!.trim();
      const body =
        inline === '' ? parseBlock(lines, lines[0]?.indent ?? 0) : splitStatements(inline).map(parseStatement);
      statements.push({ kind: 'with', context: parseExpression(header[1]!), body });
    } else {
      statements.push(...splitStatements(text).map(parseStatement));
    }
  }
  return statements;
}

/** At the given separator, outside brackets and strings. */
function splitOutside(text: string, isSeparator: (at: number) => boolean): number | undefined {
  let depth = 0;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (quote) {
      if (char === quote) quote = '';
    } else if (char === "'" || char === '"') quote = char;
    else if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char)) depth--;
    else if (depth === 0 && isSeparator(i)) return i;
  }
  return undefined;
}

function splitStatements(text: string): string[] {
  const at = splitOutside(text, (i) => text[i] === ';');
  return at === undefined ? [text] : [text.slice(0, at), ...splitStatements(text.slice(at + 1).trim())];
}

function parseStatement(text: string): Statement {
  if (/^(for|if|while|def|class|import|from|return|try|del|assert)\b/.test(text)) throw new UnsupportedSyntax(text);
  const equals = splitOutside(
    text,
    (i) => text[i] === '=' && text[i + 1] !== '=' && !['=', '!', '<', '>'].includes(text[i - 1] ?? ''),
  );
  if (equals === undefined) return { kind: 'expression', value: parseExpression(text) };
  const augmented = /(\*\*|\/\/|[-+*/%@])$/.exec(text.slice(0, equals));
  const value = parseExpression(text.slice(equals + 1));
  const target = parseExpression(text.slice(0, equals - (augmented?.[0].length ?? 0)));
  return augmented ? { kind: 'augment', operator: augmented[0], target, value } : { kind: 'assign', target, value };
}
