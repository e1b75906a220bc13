import { describe, expect, it } from 'vitest';
import { namesFrom } from '../../../src-main/shells/cli/name-lists.ts';

const known = ['TENT', 'MGTTA', 'MGTTA, untrained MGG', 'mgtta'];

describe('lists of names', () => {
  it.each([
    ['TENT,MGTTA', ['TENT', 'MGTTA']],
    ['MGTTA, untrained MGG', ['MGTTA, untrained MGG']],
    ['TENT, MGTTA, untrained MGG , MGTTA', ['TENT', 'MGTTA, untrained MGG', 'MGTTA']],
    ['MGTTA,untrained MGG', ['MGTTA', 'untrained MGG']],
    ['MGTTAX,TENT', ['MGTTAX', 'TENT']],
    [String.raw`else\, where,TENT`, ['else, where', 'TENT']],
    [' , TENT,,', ['TENT']],
    ['', []],
  ])('are split where no known name has a comma: %s', (text, names) => {
    expect(namesFrom([text], known)).toEqual(names);
  });

  it('are collected over repetitions, each name once', () => {
    expect(namesFrom(['MGTTA', 'MGTTA, untrained MGG', 'MGTTA'], known)).toEqual(['MGTTA', 'MGTTA, untrained MGG']);
  });
});
