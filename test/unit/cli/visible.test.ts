import { describe, expect, it } from 'vitest';
import { bold } from '../../../src-main/shells/cli/format.ts';
import { runsTable } from '../../../src-main/shells/cli/run-tables.ts';
import { visible, visibleJson } from '../../../src-main/shells/cli/visible.ts';
import { doneRun } from '../shared/comparison/support.ts';

const escape = '\u001b';

describe('text for a terminal', () => {
  it('keeps words, line breaks and what the program itself sets in bold', () => {
    const text = `Größe 5 ± 1 µm, γ\n\t${bold('61.2', true)}`;
    expect(visible(text)).toBe(text);
  });

  it.each([
    [`${escape}]0;title\u0007`, '␛]0;title␇'],
    [`${escape}[2J${escape}[31mred`, '␛[2J␛[31mred'],
    ['over\rwritten', 'over␍written'],
    ['\u009b2Jc1', '\uFFFD2Jc1'],
    ['back\u0008space\u007f', 'back␈space␡'],
    ['abc\u202edef', 'abc\uFFFDdef'],
  ])('shows control characters instead of obeying them: %j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it('is what names of runs become in tables', () => {
    const { run } = doneRun(`${escape}]0;x\u0007TENT`, { fog: 0.5 });
    expect(visible(runsTable([run]))).toContain('␛]0;x␇TENT');
  });

  it('stays the same JSON', () => {
    const value = { name: `a${escape}[2J\u009b\u007f\u202e` };
    const json = visibleJson(JSON.stringify(value));
    expect(JSON.parse(json)).toEqual(value);
    expect(json).toMatch(/^[\u0020-\u007e]*$/);
  });
});
