import { randomInt } from 'node:crypto';

/** Without letters and digits that are taken for one another. */
const alphabet = '23456789abcdefghjkmnpqrstuvwxyz';

/** An id for a new run, drawn at random. */
export const makeId = (): string => Array.from({ length: 8 }, () => alphabet[randomInt(alphabet.length)]).join('');
