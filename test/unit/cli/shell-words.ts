/** Words that a POSIX shell makes of a command line. */
export const wordsOf = (line: string): string[] =>
  [...line.matchAll(/(?:[^\s'\\]|\\.|'[^']*')+/g)].map(([word]) => word.replaceAll(/'([^']*)'|\\(.)/g, '$1$2'));
