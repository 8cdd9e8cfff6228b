import type { AnyModule } from './module.ts';

/**
 * Sets the field `contents` of a container so that it is not listed among the public fields: what it holds stands under
 * its own places or keys. Unlike a `#private` field it is seen when the container is copied.
 */
export function hideContents(container: AnyModule, contents: unknown): void {
  Object.defineProperty(container, 'contents', { value: contents });
}
