/** What registering a hook returns: `remove()` or `using` takes the hook away again. */
export interface HookHandle extends Disposable {
  /** Takes the hook away. */
  remove(): void;
}

export function hookHandle(remove: () => void): HookHandle {
  return { remove, [Symbol.dispose]: remove };
}

/** Adds a hook, to be called after those that are there. */
export function addHook<H>(hooks: Set<H>, hook: H): HookHandle {
  hooks.add(hook);
  return hookHandle(() => {
    hooks.delete(hook);
  });
}
