/**
 * How many cases of each op the library has nothing for yet, by section. Whoever adds an op takes it out here; nothing
 * may come in.
 */
export const notThere: Readonly<Record<string, string>> = {};
