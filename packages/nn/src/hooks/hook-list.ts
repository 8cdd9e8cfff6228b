import type { HookHandle } from '@cotangent/core';

/** How a hook is registered. */
export interface HookOptions {
  /** Whether it is called before those that are there, and not after them. Defaults to false. */
  readonly prepend?: boolean | undefined;
}

/** Hooks in the order they are called. */
export class HookList<H> {
  /** Replaced by every change, so that whoever goes through it sees it as it was. */
  #entries: readonly { readonly hook: H }[] = [];

  /** Adds a hook. The same function may be there twice. */
  add(hook: H, { prepend = false }: HookOptions = {}): HookHandle {
    const entry = { hook };
    this.#entries = prepend ? [entry, ...this.#entries] : [...this.#entries, entry];
    const remove = (): void => {
      this.#entries = this.#entries.filter((other) => other !== entry);
    };
    return { remove, [Symbol.dispose]: remove };
  }

  /** The hooks as they are now. */
  get hooks(): readonly H[] {
    return this.#entries.map(({ hook }) => hook);
  }

  /** A list of its own with the same hooks. */
  copy(): HookList<H> {
    const list = new HookList<H>();
    list.#entries = this.#entries;
    return list;
  }
}
