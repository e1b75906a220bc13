import { describe, expect, it } from 'vitest';
import { findCommands } from '../../../src-renderer/commands.svelte.ts';
import type { Command } from '../../../src-renderer/commands.svelte.ts';
import { fuzzyMatch } from '../../../src-renderer/fuzzy.ts';

const score = (query: string, text: string): number => fuzzyMatch(query, text)?.score ?? -Infinity;

describe('fuzzyMatch', () => {
  it('finds letters in their order, whatever their case', () => {
    expect(fuzzyMatch('GTR', 'Go to Runs')?.positions).toEqual([0, 3, 6]);
    expect(fuzzyMatch('rtg', 'Go to Runs')).toBeUndefined();
  });

  it('finds the beginnings of words', () => {
    expect(fuzzyMatch('newexp', 'New experiment')?.positions).toEqual([0, 1, 2, 4, 5, 6]);
    expect(fuzzyMatch('ne', 'Go to New experiment')?.positions).toEqual([6, 7]);
    expect(fuzzyMatch('zzz', 'Zoom blur with buzz')).toBeUndefined();
  });

  it('finds words in any order', () => {
    expect(fuzzyMatch('runs go', 'Go to Runs')?.positions).toEqual([0, 1, 6, 7, 8, 9]);
    expect(fuzzyMatch('runs nope', 'Go to Runs')).toBeUndefined();
  });

  it('prefers the start of words and runs of letters', () => {
    expect(score('set', 'Go to Settings')).toBeGreaterThan(score('set', 'Use the colours of the system'));
    expect(score('sar', 'SAR seed 2')).toBeGreaterThan(score('sar', 'Collapse the sidebar'));
    expect(score('sar', 'SAR')).toBeGreaterThan(score('sar', 'SAR seed 2'));
  });

  it('takes the best of several places', () => {
    expect(fuzzyMatch('run', 'rerun this run')?.positions).toEqual([11, 12, 13]);
  });

  it('matches everything with nothing typed', () => {
    expect(fuzzyMatch('  ', 'anything')?.positions).toEqual([]);
  });
});

describe('findCommands', () => {
  const command = (title: string, keywords?: string): Command => ({
    id: title,
    title,
    keywords,
    group: 'actions',
    run: () => undefined,
  });
  const all = [command('Collapse the sidebar'), command('SAR seed 2'), command('Seed 7', 'sar quickstart')];
  const titles = (query: string): string[] => findCommands(all, query).map((found) => found.command.title);

  it('keeps the order while nothing is typed', () => {
    expect(titles('')).toEqual(['Collapse the sidebar', 'SAR seed 2', 'Seed 7']);
  });

  it('puts titles before keywords and leaves out matches by chance', () => {
    expect(titles('sar')).toEqual(['SAR seed 2', 'Seed 7']);
  });

  it('finds nothing by letters picked up here and there', () => {
    const runs = [command('TENT, seed 1', 'tent z9f3zb1z a4z-zz'), command('Go to Suites'), command('Zoom blur')];
    expect(findCommands(runs, 'zzz')).toEqual([]);
    expect(findCommands(runs, 'gst')).toHaveLength(0);
    expect(findCommands(runs, 'z9f3').map((found) => found.command.title)).toEqual(['TENT, seed 1']);
  });

  it('marks nothing outside the title', () => {
    expect(findCommands(all, 'quickstart')[0]?.positions).toEqual([]);
  });
});
