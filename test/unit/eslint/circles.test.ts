import { describe, expect, it } from 'vitest';
import { importsIn } from '../../../scripts/build/imports.ts';

/** Files that import each other in a circle, in their order; undefined where there is no circle. */
function findCircle(imports: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const under = new Set<string>();
  const visit = (file: string): string[] | undefined => {
    if (under.has(file)) return [...[...under].slice([...under].indexOf(file)), file];
    if (done.has(file)) return undefined;
    under.add(file);
    for (const next of imports.get(file) ?? []) {
      const circle = visit(next);
      if (circle) return circle;
    }
    under.delete(file);
    done.add(file);
    return undefined;
  };
  for (const file of imports.keys()) {
    const circle = visit(file);
    if (circle) return circle;
  }
  return undefined;
}

describe('imports', () => {
  it('make no circle', () => {
    const imports = importsIn(['src-shared', 'src-main', 'src-renderer', 'scripts', 'bench', 'test']);
    expect(imports.size).toBeGreaterThan(500);
    expect(findCircle(imports)).toBeUndefined();
  });

  it('would be found in a circle', () => {
    const circle = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', []],
      ['d', ['b']],
    ]);
    expect(findCircle(circle)).toEqual(['b', 'd', 'b']);
  });
});
