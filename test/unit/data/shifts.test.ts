import { describe, expect, it } from 'vitest';
import { checkShift, cleanShift } from '../../../src-main/data/shifts.ts';

describe('checkShift', () => {
  it('accepts clean images and known corruptions', () => {
    expect(() => checkShift(cleanShift)).not.toThrow();
    expect(() => checkShift({ corruption: 'spatter', severity: 1 })).not.toThrow();
  });

  it('names what is wrong', () => {
    expect(() => checkShift({ corruption: 'rain', severity: 1 })).toThrow("no corruption named 'rain'");
    expect(() => checkShift({ corruption: 'fog', severity: 0 })).toThrow('severity of fog must be 1 to 5');
    expect(() => checkShift({ corruption: 'clean', severity: 2 })).toThrow('severity 0');
  });
});
