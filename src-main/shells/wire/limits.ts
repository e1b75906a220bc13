/** Characters of the longest text in either direction. */
export const maxTextLength = 64 * 2 ** 20;

/** Calls of one window that may be under way at once. */
export const maxCalls = 256;
