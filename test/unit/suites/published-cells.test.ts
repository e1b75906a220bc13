import { describe, expect, it } from 'vitest';
import { PublishedValues } from '../../../src-main/runs/published-values.ts';
import { configureSuite, type IdentifiedRun } from '../../../src-main/suites/match-runs.ts';
import type { PaperData } from '../../../src-main/suites/paper/paper-data.ts';
import { paperSuites } from '../../../src-main/suites/paper/paper-suites.ts';
import { publishedCells } from '../../../src-main/suites/published-cells.ts';
import { resized } from '../../../src-main/suites/suite-size.ts';
import type { RunResult, Suite } from '../../../src-main/suites/suite.ts';
import { wildSuites } from '../../../src-main/suites/wild/wild-suites.ts';
import { paperSetupSchema, type PaperSetup } from '../../../src-shared/paper-setup.ts';
import { checkpoints, type CheckpointId } from '../../../src-shared/published/checkpoints.ts';
import { paperCheckpoint, paperShifts, wildCheckpoint } from '../../../src-shared/published/protocols.ts';

const values = new Map<string, unknown>();
const published = new PublishedValues({
  readOnly: false,
  readValue: (key) => (values.get(key) ?? null) as never,
  writeValue: (key, value) => void values.set(key, value),
});

const places = { imagenetC: '/c', imagenetR: '/r', imagenetSketch: '/s', imagenetA: '/a', clean: '/val' };
const dataOf = (changes: Partial<PaperSetup> = {}): PaperData => ({
  setup: paperSetupSchema.parse({ ...places, model: '/m', wildModel: '/w', mgg: '/g', mggLstm: '/l', ...changes }),
  ...{ shifts: paperShifts, hasValidationShifts: true, problems: [] },
});
const suiteOf = (id: string, changes?: Partial<PaperSetup>): Suite =>
  [...paperSuites(dataOf(changes), '/mgg'), ...wildSuites(dataOf(changes))].find((suite) => suite.id === id)!;

/** Cells of a suite where its model is this checkpoint, and the runs met so many images. */
async function cellsOf(suite: Suite, checkpoint: CheckpointId | null, images?: number) {
  const inputs = { model: `sha256:${checkpoint === null ? 'f'.repeat(64) : checkpoints[checkpoint].sha256}` };
  const runs = (await configureSuite(suite, suite.defaultSeeds)).map((run): IdentifiedRun => ({
    ...run,
    identity: '',
    inputs,
    pretraining: undefined,
  }));
  const result = (images !== undefined
    ? { run: { provenance: null }, shifts: [{ imageCount: images }], batchesOf: () => [] }
    : undefined) as unknown as RunResult | undefined;
  return publishedCells(
    suite,
    runs.map((run) => ({ run, result })),
    published,
  );
}

const paperIds = paperSuites(dataOf(), '/mgg').map(({ id }) => id);

describe('published values in a suite', () => {
  it.each(paperIds)('stand in all cells of %s where its runs are as in the paper', async (id) => {
    const suite = suiteOf(id);
    const { at, withheld } = await cellsOf(suite, paperCheckpoint);
    // The one calibration error that was made with statistics of all source images.
    const sources = withheld.map(({ source }) => source);
    expect(sources).toEqual(id === 'paper-table-1' ? ['FOA (ICML 2024), results in its repository'] : []);
    for (const row of suite.rows) {
      for (const column of suite.columns) {
        const printed = suite.published(row.id, column.id);
        if (column.id === 'ece' && row.id === 'foa') continue;
        expect(at(row.id, column.id)?.value ?? null).toBe(printed?.value ?? null);
      }
    }
  });

  it('stand in SAR’s suite where the model is SAR’s', async () => {
    const suite = suiteOf('sar-label-shifts');
    expect((await cellsOf(suite, wildCheckpoint)).at('eata', 'g500000')?.value).toBe(49.9);
    const other = await cellsOf(suite, paperCheckpoint);
    expect(other.at('eata', 'g500000')).toBeNull();
    expect(other.withheld).toEqual([
      {
        source: 'SAR (ICLR 2023), results in its repository: online label shifts',
        differences: [{ key: 'checkpoint', label: 'Checkpoint', run: paperCheckpoint, published: wildCheckpoint }],
      },
    ]);
  });

  it('are left out where the model, the normalisation or the number of images is another, and the reason is said', async () => {
    const labels = async (suite: Suite, checkpoint: CheckpointId | null = paperCheckpoint, images?: number) => {
      const { at, withheld } = await cellsOf(suite, checkpoint, images);
      for (const { id } of suite.rows) expect(at(id, 'average')).toBeNull();
      return new Set(withheld.flatMap(({ differences }) => differences.map(({ label }) => label)));
    };
    expect(await labels(suiteOf('paper-table-1'), null)).toContain('Checkpoint');
    expect(await labels(suiteOf('paper-table-7', { normalisation: 'imagenet' }))).toEqual(new Set(['Normalisation']));
    expect(await labels(suiteOf('paper-table-3', { images: 1000 }))).toEqual(new Set(['Images per shift']));
    expect(await labels(suiteOf('paper-table-7'), paperCheckpoint, 15 * 5000)).toEqual(new Set(['Images per shift']));
  });

  it('of single corruptions stay where there are fewer of them; averages are left out, also of rows without runs', async () => {
    const small = resized(suiteOf('paper-table-1', { clean: null }), { corruptions: ['fog'] });
    const { at, withheld } = await cellsOf(small, paperCheckpoint);
    expect(at('tent', 'fog')?.value).toBe(2.3);
    expect(at('tent', 'average')).toBeNull();
    expect(at('foa', 'average')).toBeNull();
    expect(at('foa', 'fog')?.value).toBe(73.4);
    expect(withheld[0]?.differences[0]).toMatchObject({ label: 'Corruptions', run: 'fog, severity 5' });
  });
});
