import { describe, expect, it } from 'vitest';
import { naturalStep, numberText, parseNumber, stepNumber } from '../../../src-renderer/components/ui/number-text.ts';

describe('number texts', () => {
  it.each([
    ['0.001', 0.001],
    ['1e-3', 0.001],
    ['0,001', 0.001],
    [' −2 ', -2],
    ['', null],
    ['abc', undefined],
    ['1e999', undefined],
  ])('reads %j', (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });

  it.each([0, 64, 0.00025, 1e-6, 5e-324, 1e21, -0.5])('writes %d so that it reads the same', (value) => {
    expect(parseNumber(numberText(value))).toBe(value);
  });
});

describe('steps', () => {
  it('leaves no binary dust', () => {
    expect(stepNumber(0.2, 1, 0.1, { kind: 'number' })).toBe(0.3);
  });

  it('stays where the next value would be out of bounds', () => {
    expect(stepNumber(0.1, -1, 0.1, { kind: 'number', exclusiveMinimum: 0 })).toBe(0.1);
    expect(stepNumber(1, 1, 0.1, { kind: 'number', maximum: 1 })).toBe(1);
    expect(stepNumber(0.9, 1, 0.1, { kind: 'number', exclusiveMaximum: 1 })).toBe(0.9);
  });

  it('suits the size of the value', () => {
    expect(naturalStep(0.005, false)).toBeCloseTo(0.001, 12);
    expect(naturalStep(64, true)).toBe(1);
    expect(naturalStep(null, false)).toBe(0.1);
  });
});
