import ts from 'typescript';

// A value may go on in lines that start with `// =>` too, or with `//` and two spaces.
const expectation = /^[ \t]*\n?[ \t]*\/\/ => ?(.*(?:\n[ \t]*\/\/(?: {2}| =>).*)*)/;
const isPrint = /^console\.log\(/;

/** Follows every statement that has a `// => value` comment by a check of it, and keeps each line's number. */
export function withChecks(page: string, code: string): string {
  const edits: { readonly from: number; readonly to: number; readonly text: string }[] = [];
  let comments = code.match(/\/\/ =>/g)?.length ?? 0;
  const source = ts.createSourceFile('example.ts', code, ts.ScriptTarget.Latest, true);

  const visit = (node: ts.Node): void => {
    const found = ts.isStatement(node) ? expectation.exec(code.slice(node.end)) : null;
    if (found === null) {
      ts.forEachChild(node, visit);
      return;
    }
    comments -= found[0].match(/\/\/ =>/g)?.length ?? 0;
    const value = (found[1] ?? '').replace(/\n[ \t]*\/\/(?: =>)?/g, '\n');
    const line = source.getLineAndCharacterOfPosition(node.end).line + 1;
    const check = (tail = '') => ` check(${JSON.stringify(`${page}:${line}`)}, ${JSON.stringify(value)}${tail});`;
    const from = node.getStart();
    if (ts.isExpressionStatement(node) && !isPrint.test(node.getText())) {
      const expression = node.expression.getText();
      const thunk = /\bawait\b/.test(expression) ? '((value) => () => value)' : '() => ';
      edits.push({ from, to: node.end, text: check(`, ${thunk}(${expression})`).trim() });
    } else {
      const name = ts.isVariableStatement(node) ? node.declarationList.declarations.at(-1)?.name.getText() : undefined;
      edits.push({ from: node.end, to: node.end, text: check(name && `, () => ${name}`) });
    }
  };
  visit(source);
  if (comments > 0) throw new Error(`${page}: ${comments} "// =>" comments follow no statement`);

  const checked = edits.reduceRight((text, edit) => text.slice(0, edit.from) + edit.text + text.slice(edit.to), code);
  return `import { check } from '../../src/check.ts';${checked}\n`;
}
