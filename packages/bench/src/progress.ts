/** Says what is going on. Standard output is for results alone. */
export function progress(message: string): void {
  process.stderr.write(`${message}\n`);
}
