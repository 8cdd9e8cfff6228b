import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository: string = fileURLToPath(new URL('../../../', import.meta.url));

/** What is built, installed and generated for measuring; ignored by Git. */
export const work: string = fileURLToPath(new URL('../.work/', import.meta.url));

/** The data that every framework reads. */
export const data: string = join(work, 'data');
