export interface FuzzyMatch {
  /** Higher is better. */
  score: number;
  /** Indices of the characters of the text that matched, rising. */
  positions: number[];
}

const startsWord = (text: string, index: number): boolean => index === 0 || /[\s\-_/.(]/.test(text[index - 1]!);

/** Best way to find `word` in `text` as a subsequence that starts at `from`: runs and starts of words count more. */
function matchFrom(word: string, text: string, from: number): FuzzyMatch | undefined {
  const positions: number[] = [];
  let score = 0;
  let at = from;
  for (const character of word) {
    const index = text.indexOf(character, at);
    if (index === -1) return undefined;
    const adjacent = positions.length > 0 && index === positions.at(-1)! + 1;
    score += 1 + (adjacent ? 3 : 0) + (startsWord(text, index) ? 4 : 0) - Math.min(index - at, 6) * 0.4;
    positions.push(index);
    at = index + 1;
  }
  return { score, positions };
}

function matchWord(word: string, text: string): FuzzyMatch | undefined {
  let best: FuzzyMatch | undefined;
  for (let from = text.indexOf(word[0]!); from !== -1; from = text.indexOf(word[0]!, from + 1)) {
    const match = matchFrom(word, text, from);
    if (match && (best === undefined || match.score > best.score)) best = match;
  }
  return best;
}

/**
 * Looks for each word of `query` in `text` as a subsequence, in any order of the words; case does not matter.
 * Undefined when one of them is not there. An empty query matches everything alike.
 */
export function fuzzyMatch(query: string, text: string): FuzzyMatch | undefined {
  const lower = text.toLowerCase();
  const positions = new Set<number>();
  let score = 0;
  for (const word of query.toLowerCase().split(/\s+/)) {
    if (word === '') continue;
    const match = matchWord(word, lower);
    if (match === undefined) return undefined;
    score += match.score;
    for (const position of match.positions) positions.add(position);
  }
  // Of two equal matches the shorter text is the closer one.
  return { score: score - lower.length * 0.01, positions: [...positions].sort((a, b) => a - b) };
}
