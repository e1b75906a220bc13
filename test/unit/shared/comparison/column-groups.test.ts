import { describe, expect, it } from 'vitest';
import { columnGroups } from '../../../../src-shared/comparison/column-groups.ts';

const columns = (...groups: (string | null)[]) => groups.map((group) => ({ group }));

describe('columnGroups', () => {
  it('puts neighbours of a group under one head', () => {
    expect(columnGroups(columns('Noise', 'Noise', 'Blur', null, 'Noise'))).toEqual([
      { group: 'Noise', span: 2 },
      { group: 'Blur', span: 1 },
      { group: null, span: 1 },
      { group: 'Noise', span: 1 },
    ]);
  });

  it('has no heads where no column is in a group', () => {
    expect(columnGroups(columns(null, null))).toEqual([]);
    expect(columnGroups([])).toEqual([]);
  });
});
