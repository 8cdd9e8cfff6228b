import { CotangentError } from '@cotangent/core';
import { forwardWithHooks } from './hooks/module-hooks.ts';
import type { AnyModule } from './module.ts';

/** The modules whose `forward` is running, the outermost first. Calls are synchronous, so one stack does. */
const running: AnyModule[] = [];

/** Errors that already say where they come from. */
const located = new WeakSet<CotangentError>();

/** What `Module.call` is: `forward` between the hooks, with the module's path added to errors. */
export function callModule(this: AnyModule, ...inputs: never[]): unknown {
  running.push(this);
  try {
    return forwardWithHooks(this, inputs);
  } catch (error) {
    if (error instanceof CotangentError) locate(error, this);
    throw error;
  } finally {
    running.pop();
  }
}

/** Puts the path of `module` before the message, once: the innermost module gets to see an error first. */
function locate(error: CotangentError, module: AnyModule): void {
  if (located.has(error)) return;
  located.add(error);
  const path = pathOf(module);
  const name = module.shortRepr();
  const before = error.message;
  error.message = `${path ? `${path} (${name})` : name}: ${withoutOpName(before, module.constructor.name)}`;
  // engines write the message into the stack when the error is made, and print the stack
  if (error.stack !== undefined) error.stack = error.stack.replace(before, () => error.message);
}

/** The path from the outermost running module that contains this one. */
function pathOf(module: AnyModule): string {
  for (const root of running) {
    for (const [path, inner] of root.namedModules()) if (inner === module) return path;
  }
  return '';
}

/** `linear: …` inside a `Linear` says the same twice. */
function withoutOpName(message: string, className: string): string {
  const end = message.indexOf(': ');
  const named = end > 0 && className.toLowerCase().startsWith(message.slice(0, end).toLowerCase());
  return named ? message.slice(end + 2) : message;
}
