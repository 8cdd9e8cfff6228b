/** Bytes of a float32 or an int32, and of a vector of four. */
export const elementBytes = 4;
export const vectorBytes = 16;
