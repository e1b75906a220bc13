import { describe, expect, it } from 'vitest';
import {
  limitError,
  naturalStep,
  numberText,
  parseNumber,
  stepNumber,
} from '../../../src-renderer/components/ui/number-text.ts';

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

describe('limits', () => {
  it('says what is wrong with a value', () => {
    expect(limitError(0, { min: 0 })).toBeUndefined();
    expect(limitError(0, { min: 0, exclusiveMin: true })).toBe('More than 0.');
    expect(limitError(1, { max: 1, exclusiveMax: true })).toBe('Less than 1.');
    expect(limitError(2, { max: 1 })).toBe('At most 1.');
    expect(limitError(-1, { min: 0 })).toBe('At least 0.');
    expect(limitError(1.5, { integer: true })).toBe('Enter a whole number.');
  });
});

describe('steps', () => {
  it('leaves no binary dust', () => {
    expect(stepNumber(0.2, 1, 0.1, {})).toBe(0.3);
  });

  it('stays where the next value would be out of bounds', () => {
    expect(stepNumber(0.1, -1, 0.1, { min: 0, exclusiveMin: true })).toBe(0.1);
    expect(stepNumber(1, 1, 0.1, { max: 1 })).toBe(1);
  });

  it('suits the size of the value', () => {
    expect(naturalStep(0.005, false)).toBeCloseTo(0.001, 12);
    expect(naturalStep(64, true)).toBe(1);
    expect(naturalStep(null, false)).toBe(0.1);
  });
});
