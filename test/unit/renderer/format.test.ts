import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCompact,
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  formatPoints,
  formatRelativeTime,
  formatTimeLeft,
} from '../../../src-renderer/format.ts';

/** Narrow spaces keep number and unit together; tests are easier to read with plain ones. */
const plain = (text: string): string => text.replaceAll('\u202f', ' ');

describe('numbers', () => {
  it('groups digits and keeps decimals', () => {
    expect(formatNumber(12345.6, 2)).toBe('12,345.60');
    expect(formatNumber(-3)).toBe('−3');
    // As `toFixed`, by which tables in files and on the command line are rounded.
    for (const value of [71.85, 60.85, 64.35, 0.25]) expect(formatNumber(value, 1)).toBe(value.toFixed(1));
  });

  it.each([
    [0, '0'],
    [0.001, '0.001'],
    [0.00025, '0.00025'],
    [1e-6, '1e−6'],
    [123.456789, '123.5'],
    [1.5e-7, '1.5e−7'],
  ])('writes %d as precisely as it needs', (value, text) => {
    expect(formatCompact(value)).toBe(text);
  });

  it('writes shares in percent and differences in signed points', () => {
    expect(plain(formatPercent(0.6734))).toBe('67.3 %');
    expect(plain(formatPercent(0.43, 0))).toBe('43 %');
    expect(formatPoints(0.012)).toBe('+1.2');
    expect(formatPoints(-0.004)).toBe('−0.4');
    expect(formatPoints(-0.0004)).toBe('±0.0');
  });

  it('counts in one and many', () => {
    expect(formatCount(1, 'run')).toBe('1 run');
    expect(formatCount(12_000, 'image')).toBe('12,000 images');
    expect(formatCount(0, 'class', 'classes')).toBe('0 classes');
  });

  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [3.4 * 1024 ** 2, '3.4 MiB'],
    [180 * 1024 ** 3, '180 GiB'],
  ])('writes %d bytes', (bytes, text) => {
    expect(plain(formatBytes(bytes))).toBe(text);
  });
});

describe('durations', () => {
  it.each([
    [0, '0 ms'],
    [0.84, '840 ms'],
    [0.99999, '1.0 s'],
    [4.23, '4.2 s'],
    [9.97, '10 s'],
    [59.4, '59 s'],
    [59.9, '1 min'],
    [125, '2 min 5 s'],
    [119.8, '2 min'],
    [3599.9, '1 h'],
    [12_000, '3 h 20 min'],
    [86_400, '1 d'],
    [187_200, '2 d 4 h'],
    [-1, '0 ms'],
  ])('writes %d seconds', (seconds, text) => {
    expect(plain(formatDuration(seconds))).toBe(text);
  });

  it.each([
    [2, 'a few seconds'],
    [12, 'about 15 s'],
    [57, 'about 1 min'],
    [130, 'about 2 min'],
    [5400, 'about 1 h 30 min'],
  ])('rounds %d seconds left', (seconds, text) => {
    expect(plain(formatTimeLeft(seconds))).toBe(text);
  });
});

describe('relative time', () => {
  const now = Date.parse('2026-03-05T12:00:00Z');

  it.each([
    ['2026-03-05T11:59:30Z', 'just now'],
    ['2026-03-05T11:55:00Z', '5 minutes ago'],
    ['2026-03-05T09:00:00Z', '3 hours ago'],
    ['2026-03-04T10:00:00Z', 'yesterday'],
    ['2026-01-01T12:00:00Z', '1 Jan 2026'],
  ])('says when %s was', (time, text) => {
    expect(formatRelativeTime(time, now)).toBe(text);
  });
});
