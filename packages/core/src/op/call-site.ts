/** A stack long enough to leave the library from the depth of a nested module. */
const depth = 64;

/** The stack of the caller, which costs little until it is read. */
export function captureStack(what: string): Error {
  const limited = Error as ErrorConstructor & { stackTraceLimit?: number };
  const before = limited.stackTraceLimit;
  // only V8 has a limit, and knows this property
  if (before !== undefined) limited.stackTraceLimit = depth;
  const error = new Error(what);
  if (before !== undefined) limited.stackTraceLimit = before;
  return error;
}

/**
 * The first frame outside of the library, such as `train (file:///…/train.ts:12:5)`; `undefined` where the library is
 * part of a bundle and cannot be told from the code that uses it.
 */
export function callSite(captured: Error): string | undefined {
  library ??= libraryFrames();
  if (!library) return undefined;
  const frame = framesOf(captured).find((line) => !library!.test(line));
  return frame?.replace(/^at /, '');
}

let library: RegExp | undefined;

/** What frames of the packages have in common, found from the place of this file. */
function libraryFrames(): RegExp | undefined {
  const own = /(?:^|[(@\s])([^(@\s]*)\/core\/(?:src|dist)\/op\/call-site\.[jt]s/.exec(framesOf(new Error())[0] ?? '');
  if (!own) return undefined;
  const packages = own[1]!.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(
    `${packages}/(?:core|nn|optim|data|io|viz|train|cotangent)/(?:src|dist)/|/node_modules/(?:@cotangent/|cotangent/)`,
  );
}

/** The lines of a stack that name a place in a file, as V8, Firefox and Safari write them. */
function framesOf({ stack = '' }: Error): string[] {
  return stack
    .split('\n')
    .map((line) => line.trim().replaceAll('\\', '/'))
    .filter((line) => /:\d+:\d+\)?$/.test(line) && !line.includes('node:internal'));
}
