import { describe, expect, it } from 'vitest';
import {
  collectSetting,
  parseCount,
  parseIntegers,
  parseList,
  parseInteger,
  parseNumber,
  shiftsOf,
} from '../../../src-main/shells/cli/parse.ts';

describe('numbers on the command line', () => {
  it('are taken as they stand', () => {
    expect(parseNumber('1e-3')).toBe(0.001);
    expect(parseInteger(0)('0')).toBe(0);
    expect(parseCount(2)('all')).toBe('all');
    expect(parseIntegers(0)('3, 1,2')).toEqual([3, 1, 2]);
  });

  it('and names count once in a list', () => {
    expect(parseIntegers(0)('3, 1,03,1')).toEqual([3, 1]);
    expect(parseList('fog, snow,fog')).toEqual(['fog', 'snow']);
    expect(parseList(String.raw`rain\, heavy,fog`)).toEqual(['rain, heavy', 'fog']);
  });

  it.each(['', 'x', 'Infinity', '1x'])('are refused when they are none: %j', (text) => {
    expect(() => parseNumber(text)).toThrow('not a number');
  });

  it.each(['1.5', '-1'])('are refused when they are not whole or too small: %s', (text) => {
    expect(() => parseInteger(0)(text)).toThrow('whole number of at least 0');
  });
});

describe('collectSetting', () => {
  it('collects names and values of their type', () => {
    const settings = ['lr=1e-3', 'which=first', 'on=true', 'text=', 'path=a=b'].reduce<
      ReturnType<typeof collectSetting>
    >((all, text) => collectSetting(text, all), {});
    expect(settings).toEqual({ lr: 0.001, which: 'first', on: true, text: '', path: 'a=b' });
  });

  it('wants name=value', () => {
    expect(() => collectSetting('lr')).toThrow('name=value');
  });
});

describe('shiftsOf', () => {
  it('knows sets of corruptions, and clean images', () => {
    expect(shiftsOf(['test'], 5)).toHaveLength(15);
    expect(shiftsOf(['all', 'fog'], 3)).toHaveLength(19);
    expect(shiftsOf(['clean', 'fog'], 2)).toEqual([
      { corruption: 'clean', severity: 0 },
      { corruption: 'fog', severity: 2 },
    ]);
    expect(shiftsOf(['fog/1', 'fog', 'fog/1'], 3)).toEqual([
      { corruption: 'fog', severity: 1 },
      { corruption: 'fog', severity: 3 },
    ]);
  });
});
