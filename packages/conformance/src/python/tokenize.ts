import { UnsupportedSyntax } from './syntax.ts';

export interface Token {
  readonly kind: 'number' | 'string' | 'name' | 'symbol' | 'newline' | 'indent' | 'dedent' | 'end';
  readonly text: string;
}

const number = String.raw`(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?!\w)`;
const string = String.raw`'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"`;
const name = String.raw`[A-Za-z_]\w*`;
const symbol = String.raw`\.\.\.|\*\*=|\/\/=|\*\*|\/\/|->|:=|==|!=|<=|>=|[-+*/%@&|^]=|[-+*/%@<>()[\]{}.,:;=~&|^·]`;
const pattern = new RegExp(`(${number})|(${string})|(${name})|(${symbol})`, 'y');

/** Signs that formulas are printed with, as Python writes them. */
const typeset: ReadonlyMap<string, string> = new Map([
  ['−', '-'],
  ['×', '*'],
  ['²', '**2'],
  ['³', '**3'],
  ['≤', '<='],
  ['≥', '>='],
]);

const escapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
]);

/**
 * The tokens of a text, closed by an end token; lines and their indentation are tokens too, outside brackets. Throws
 * UnsupportedSyntax where none begins.
 */
export function tokenize(text: string): Token[] {
  const source = text.replace(/[−×²³≤≥]/g, (sign) => typeset.get(sign)!).replace(/\\\n/g, ' ');
  const tokens: Token[] = [];
  const indents = [/^(?:[ \t]*(?:#.*)?\n)*([ \t]*)/.exec(source)![1]!.length];
  let depth = 0;
  for (const line of source.split('\n')) {
    const code = line.trimStart();
    if (code === '' || code.startsWith('#')) continue;
    if (depth === 0) {
      if (tokens.length > 0) tokens.push({ kind: 'newline', text: 'the end of a line' });
      indent(tokens, indents, line.length - code.length);
    }
    for (const token of tokensOf(line)) {
      if (token.kind === 'symbol' && '([{'.includes(token.text)) depth++;
      if (token.kind === 'symbol' && ')]}'.includes(token.text)) depth--;
      tokens.push(token);
    }
  }
  while (indents.length > 1 && indents.pop()) tokens.push({ kind: 'dedent', text: 'the end of a block' });
  tokens.push({ kind: 'end', text: 'the end' });
  return tokens;
}

function indent(tokens: Token[], indents: number[], width: number): void {
  if (width > indents.at(-1)!) {
    indents.push(width);
    tokens.push({ kind: 'indent', text: 'an indentation' });
  }
  while (width < indents.at(-1)!) {
    indents.pop();
    tokens.push({ kind: 'dedent', text: 'the end of a block' });
  }
  if (width !== indents.at(-1)) throw new UnsupportedSyntax('an indentation that fits no line above');
}

function* tokensOf(line: string): Generator<Token> {
  pattern.lastIndex = 0;
  for (let at = 0; at < line.length; at = pattern.lastIndex) {
    const blank = /\s*/y;
    blank.lastIndex = at;
    blank.test(line);
    if (blank.lastIndex === line.length || line[blank.lastIndex] === '#') return;
    pattern.lastIndex = blank.lastIndex;
    const match = pattern.exec(line);
    if (!match) throw new UnsupportedSyntax(`at ${at} of ${line}`);
    const [, digits, quoted, word, sign] = match;
    if (digits !== undefined) yield { kind: 'number', text: digits.replaceAll('_', '') };
    else if (quoted !== undefined) yield { kind: 'string', text: unescaped(quoted.slice(1, -1)) };
    else if (word !== undefined) yield { kind: 'name', text: word };
    else yield { kind: 'symbol', text: sign! };
  }
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, letter: string) => {
    const meant = escapes.get(letter);
    if (meant === undefined) throw new UnsupportedSyntax(`\\${letter} in a string`);
    return meant;
  });
}
