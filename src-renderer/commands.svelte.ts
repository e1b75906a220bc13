import { SvelteMap } from 'svelte/reactivity';
import { fuzzyMatch } from './fuzzy.ts';
import type { Icon } from './components/ui/types.ts';

/** In the order in which they are offered. */
export const commandGroups = [
  'page',
  'actions',
  'navigation',
  'views',
  'groups',
  'runs',
  'methods',
  'datasets',
  'models',
  'suites',
  'sweeps',
  'docs',
] as const;
export type CommandGroup = (typeof commandGroups)[number];

/** Something that can be done from the palette, by its shortcut, or both. */
export interface Command {
  /** Unique; a later registration under the same id replaces the earlier one. */
  id: string;
  title: string;
  group: CommandGroup;
  run: () => void;
  icon?: Icon | undefined;
  /** More words to find it by. */
  keywords?: string | undefined;
  /** As tinykeys reads it, e.g. `$mod+k`, `g h`, `n`. */
  shortcut?: string | undefined;
  /** A quiet word at the end of its line, e.g. a status. */
  note?: string | undefined;
  /** False hides the command and its shortcut. */
  enabled?: boolean | undefined;
}

export interface FoundCommand {
  command: Command;
  positions: readonly number[];
  score: number;
}

class Commands {
  readonly #all = new SvelteMap<string, Command>();

  /** Adds commands; gives the function that takes them away, as `$effect` wants it. */
  register(commands: readonly Command[]): () => void {
    for (const command of commands) this.#all.set(command.id, command);
    return () => {
      for (const command of commands) {
        if (this.#all.get(command.id) === command) this.#all.delete(command.id);
      }
    };
  }

  get enabled(): readonly Command[] {
    return [...this.#all.values()].filter((command) => command.enabled !== false);
  }
}

export const commands = new Commands();

/** Matches much weaker than the best one, such as one letter in the middle of a word, are chance. */
const leastShare = 0.7;

/** Weight of documentation, which comes behind the place that it is about. */
const readShare = 0.75;

/** Commands that match what was typed, best first; a title counts more than keywords. */
export function findCommands(all: readonly Command[], query: string): FoundCommand[] {
  const found = all.flatMap((command) => {
    const match = fuzzyMatch(query, command.title, command.keywords);
    if (match === undefined) return [];
    return [{ command, ...match, score: match.score * (command.group === 'docs' ? readShare : 1) }];
  });
  if (query.trim() === '') return found;
  const best = Math.max(...found.map(({ score }) => score));
  return found.filter(({ score }) => score >= best * leastShare).sort((a, b) => b.score - a.score);
}
