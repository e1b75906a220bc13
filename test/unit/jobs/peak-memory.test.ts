import { expect, it } from 'vitest';
import { peakMemoryBytes, resetPeakMemory } from '../../../src-main/jobs/peak-memory.ts';

const block = 300e6;

it('notices what was held for a moment', () => {
  const before = process.memoryUsage.rss();
  const held = Buffer.alloc(block, 1);
  expect(held.length).toBe(block);
  expect(peakMemoryBytes()).toBeGreaterThan(before + 0.9 * block);
});

it.runIf(process.platform === 'linux')('begins anew when it is reset', () => {
  const held = Buffer.alloc(block, 1);
  expect(held.length).toBe(block);
  // Memory freed between the reset and a later reading of the resident size was counted by the reset.
  const resident = process.memoryUsage.rss();
  resetPeakMemory();
  expect(peakMemoryBytes()).toBeLessThan(1.2 * resident);
});
