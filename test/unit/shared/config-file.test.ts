import { describe, expect, it } from 'vitest';
import { readConfigs } from '../../../src-shared/config-file.ts';

describe('readConfigs', () => {
  it('reads one configuration or a list of them, behind a byte-order mark too', () => {
    expect(readConfigs('a.json', '{"method": "tent"}')).toEqual([{ method: 'tent' }]);
    expect(readConfigs('a.json', '\uFEFF[{"method": "tent"}, {}]\n')).toEqual([{ method: 'tent' }, {}]);
  });

  it.each([
    ['5', 'a.json holds the number 5, not the configuration of a run.'],
    ['"tent"', 'a.json holds the string "tent", not the configuration of a run.'],
    ['true', 'a.json holds the boolean true, not the configuration of a run.'],
    ['null', 'a.json holds null, not the configuration of a run.'],
    ['[]', 'a.json holds an empty list, not the configuration of a run.'],
    ['[{}, 5]', 'a.json holds a list with the number 5 in it, not the configuration of a run.'],
    ['[null]', 'a.json holds a list with null in it, not the configuration of a run.'],
    ['[[]]', 'a.json holds a list with an empty list in it, not the configuration of a run.'],
  ])('refuses %s', (text, message) => {
    expect(() => readConfigs('a.json', text)).toThrow(message);
  });

  it('refuses what is nested without end', () => {
    const deep = `{"options": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(() => readConfigs('a.json', deep)).toThrow('a.json is nested deeper than the configuration of a run.');
  });

  it.each(['', '{', '\uFEFF', '{"a": 1}}'])('refuses %j as no JSON', (text) => {
    expect(() => readConfigs('a.json', text)).toThrow('a.json is not JSON');
  });
});
