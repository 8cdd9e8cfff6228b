import { UnsupportedSyntax } from './syntax.ts';

export interface Token {
  readonly kind: 'number' | 'string' | 'name' | 'symbol' | 'end';
  readonly text: string;
}

const number = String.raw`\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?`;
// what a backslash would mean in a string is left out
const string = String.raw`'[^'\\]*'|"[^"\\]*"`;
const name = String.raw`[A-Za-z_]\w*`;
const symbol = String.raw`\.\.\.|\*\*|\/\/|==|!=|<=|>=|[-+*/%@<>()[\]{}.,:=~&|^]`;

/** The tokens of an expression, closed by an end token. Throws UnsupportedSyntax where none begins. */
export function tokenize(text: string): Token[] {
  const pattern = new RegExp(`\\s*(?:(${number})|(${string})|(${name})|(${symbol}))`, 'y');
  const source = text.trimEnd();
  const tokens: Token[] = [];
  while (pattern.lastIndex < source.length) {
    const start = pattern.lastIndex;
    const match = pattern.exec(source);
    if (!match) throw new UnsupportedSyntax(`at ${start} of ${text}`);
    const [, digits, quoted, word, sign] = match;
    if (digits !== undefined) tokens.push({ kind: 'number', text: digits });
    else if (quoted !== undefined) tokens.push({ kind: 'string', text: quoted.slice(1, -1) });
    else if (word !== undefined) tokens.push({ kind: 'name', text: word });
    else tokens.push({ kind: 'symbol', text: sign! });
  }
  tokens.push({ kind: 'end', text: 'the end' });
  return tokens;
}
