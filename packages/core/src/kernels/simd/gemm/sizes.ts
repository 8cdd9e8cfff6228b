/**
 * How many rows and columns of a product are summed up in registers: twelve vectors of sums, two of B and one of A are
 * the fifteen that V8 has to give on x86.
 */
export const tileRows = 6;
export const panelColumns = 8;

/** How many columns are left for the narrow tile, which pads less. */
export const narrowColumns = 4;

/** How many terms are summed up before the sums go back to memory: a panel of B then fits the first-level cache. */
export const blockDepth = 256;

/** How many columns of B are packed at a time: they fit the second-level cache. */
export const blockColumns = 1024;

/** Bytes of a row of a packed panel. */
export const panelBytes = 32;
