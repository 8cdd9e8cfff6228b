import type { Tensor } from '@cotangent/core';

/** Puts a tensor where a public field, or an array or map in one, holds the member of this name. */
export function replaceField(module: object, name: string, tensor: Tensor): void {
  if (!placed(module, name, tensor)) throw new TypeError(`${name} is no field of ${module.constructor.name}`);
}

/** Names are joined by dots, and the keys of a map may have dots too: the first part is tried at each length. */
function placed(holder: object, name: string, tensor: Tensor): boolean {
  for (const [key, value, set] of entriesOf(holder)) {
    if (key === name) {
      set(tensor);
      return true;
    }
    const inside = typeof value === 'object' && value !== null && name.startsWith(`${key}.`);
    if (inside && placed(value, name.slice(key.length + 1), tensor)) return true;
  }
  return false;
}

type Place = [key: string, value: unknown, set: (tensor: Tensor) => void];

function entriesOf(holder: object): Place[] {
  if (holder instanceof Map) {
    return [...holder].map(([key, value]): Place => [String(key), value, (tensor) => holder.set(key, tensor)]);
  }
  return Object.entries(holder).map(([key, value]): Place => {
    return [key, value, (tensor) => Object.assign(holder, { [key]: tensor })];
  });
}
