export interface FuzzyMatch {
  /** Higher is better. */
  score: number;
  /** Indices of the characters of the text that matched, rising. */
  positions: number[];
}

const startsWord = (text: string, index: number): boolean => index === 0 || /[\s\-_/.,(]/.test(text[index - 1]!);

function scoreOf(text: string, positions: readonly number[]): number {
  return positions.reduce((score, position, i) => {
    const gap = i === 0 ? 0 : position - positions[i - 1]! - 1;
    const adjacent = i > 0 && gap === 0;
    return score + 1 + (adjacent ? 3 : 0) + (startsWord(text, position) ? 4 : 0) - Math.min(gap, 6) * 0.4;
  }, 0);
}

/** Positions of `word` put together from beginnings of words of `text`, in their order: `gtr` in `go to runs`. */
function beginnings(word: string, text: string, from: number): number[] | undefined {
  if (word === '') return [];
  for (let start = text.indexOf(word[0]!, from); start !== -1; start = text.indexOf(word[0]!, start + 1)) {
    if (!startsWord(text, start)) continue;
    let length = 1;
    while (length < word.length && text[start + length] === word[length]) length++;
    for (; length > 0; length--) {
      const rest = beginnings(word.slice(length), text, start + length);
      if (rest) return [...Array.from({ length }, (_, i) => start + i), ...rest];
    }
  }
  return undefined;
}

/** Best way to find a word: as it is, somewhere in the text, or put together from beginnings of words. */
function matchWord(word: string, text: string): FuzzyMatch | undefined {
  const ways: number[][] = [];
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    ways.push(Array.from({ length: word.length }, (_, i) => at + i));
  }
  const pieces = beginnings(word, text, 0);
  if (pieces) ways.push(pieces);
  const matches = ways.map((positions) => ({ positions, score: scoreOf(text, positions) }));
  return matches.length === 0 ? undefined : matches.reduce((best, one) => (one.score > best.score ? one : best));
}

/**
 * Looks for each word of `query` in `text`, in any order of the words; case does not matter. A word is found as it
 * stands or by the beginnings of words (`gtr`, `newexp`), never by letters picked up here and there; a word that is not
 * in the text may begin one of the `keywords`, which counts little. Undefined when one of them is in neither. An empty
 * query matches everything alike.
 */
export function fuzzyMatch(query: string, text: string, keywords = ''): FuzzyMatch | undefined {
  const lower = text.toLowerCase();
  const others = keywords.toLowerCase().split(/\s+/);
  const positions = new Set<number>();
  let score = 0;
  for (const word of query.toLowerCase().split(/\s+/)) {
    if (word === '') continue;
    const match = matchWord(word, lower);
    if (match) {
      score += match.score;
      for (const position of match.positions) positions.add(position);
    } else if (others.some((other) => other.startsWith(word))) score += 4 * word.length;
    else return undefined;
  }
  // Of two equal matches the shorter text is the closer one.
  return { score: score - lower.length * 0.01, positions: [...positions].sort((a, b) => a - b) };
}
