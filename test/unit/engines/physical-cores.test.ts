import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';
import { physicalCores } from '../../../src-main/engines/physical-cores.ts';

const siblings =
  (...cores: readonly string[]) =>
  (cpu: number): string | null =>
    cores.find((core) => core.split(',').includes(String(cpu))) ?? null;

it('counts cores, not their threads', () => {
  const siblingsOf = siblings('0,4', '1,5', '2,6', '3,7');
  expect(physicalCores({ allowed: '0-7', siblingsOf }, 8)).toBe(4);
  expect(physicalCores({ allowed: '0-1,4-5', siblingsOf }, 8)).toBe(2);
});

it('counts all processors of a virtual machine without hyper-threading', () => {
  expect(physicalCores({ allowed: '0-1', siblingsOf: siblings('0', '1') }, 2)).toBe(2);
});

it('keeps to the share of a container', () => {
  expect(physicalCores({ allowed: '0-63', siblingsOf: () => null }, 3)).toBe(3);
});

it('leaves it to the engine where the system says nothing', () => {
  expect(physicalCores({ allowed: null, siblingsOf: () => null })).toBeUndefined();
});

it.runIf(process.platform === 'linux')('knows this machine', () => {
  expect(physicalCores()).toBeGreaterThan(0);
  expect(physicalCores()).toBeLessThanOrEqual(availableParallelism());
});
