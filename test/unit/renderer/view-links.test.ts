import { describe, expect, it } from 'vitest';
import { curvesOfLink, linkOfCurves } from '../../../src-renderer/charts/curve-link.ts';
import { defaultCurveSettings } from '../../../src-shared/charts/run-series.ts';
import type { CurveSettings } from '../../../src-shared/charts/types.ts';
import { linkedView, viewQuery } from '../../../src-renderer/components/runs/view-link.ts';
import { href, isSameAddress, parseHash } from '../../../src-renderer/routes.ts';

const throughAddress = (query: ReturnType<typeof viewQuery>) => linkedView(parseHash(href('runs', {}, query)).query);

describe('a link to the table of runs', () => {
  it.each([
    { columns: ['name', 'option.lr', 'shift.fog/5'], sort: { column: 'created', descending: true }, groupBy: [] },
    { columns: ['name'], sort: { column: 'shift.fog/5', descending: false }, groupBy: ['method', 'setting.seed'] },
  ])('says how it looks: $columns', (view) => {
    expect(throughAddress(viewQuery(view))).toEqual(view);
  });

  it('says nothing where a part is missing', () => {
    expect(linkedView({ columns: 'name' })).toBeUndefined();
    expect(linkedView({ q: 'tent' })).toBeUndefined();
  });
});

describe('a link to curves', () => {
  it('has what differs from the usual, and gives it back', () => {
    const settings: CurveSettings = {
      ...defaultCurveSettings,
      axis: 'seconds',
      accuracy: 'windowed',
      window: { size: 512, unit: 'images' },
      smoothing: 0.9,
    };
    expect(linkOfCurves(defaultCurveSettings)).toBeUndefined();
    expect(curvesOfLink(linkOfCurves(settings))).toEqual(settings);
  });

  it.each(['{', '[]', '{"axis":"miles"}', '{"window":{"size":0,"unit":"images"}}', '{"other":1}'])(
    'that can’t be read shows the usual ones: %s',
    (link) => {
      expect(curvesOfLink(link)).toEqual(defaultCurveSettings);
    },
  );
});

describe('two addresses', () => {
  it('are the same whatever the order of their parts', () => {
    expect(isSameAddress('#/runs?q=a%20b&status=done', '#/runs?status=done&q=a+b')).toBe(true);
    expect(isSameAddress('#/runs?q=a', '#/runs?q=b')).toBe(false);
    expect(isSameAddress('#/runs?q=a', '#/compare?q=a')).toBe(false);
  });
});
