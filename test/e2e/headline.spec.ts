import path from 'node:path';
import { csvFiles } from '../../src-main/exports/export.ts';
import { bundleOf, importBundle } from '../../src-main/exports/export-bundle.ts';
import { summariseRun } from '../../src-main/experiments/metrics-summary.ts';
import { openStore } from '../../src-main/store/sqlite-store.ts';
import type { Store } from '../../src-main/store/store.ts';
import { runConfigSchema } from '../../src-shared/run-config.ts';
import type { ShiftSummary } from '../../src-shared/records.ts';
import { cli } from './support/cli.ts';
import { expect, test, type LabUnderTest, type OpenPage } from './support/lab.ts';
import { provenance } from '../unit/shared/comparison/support.ts';

const group = 'one number';
const kinds = ['running', 'paused', 'cancelled', 'done', 'imported'] as const;
type Kind = (typeof kinds)[number];

const first: ShiftSummary = {
  ...{ top1: 0.66, top5: 0.9, ece: 0.1, images: 100, skipped: 0, adaptedBatches: 10 },
  ...{ computeSeconds: 11, loadSeconds: 40 },
};
const second: ShiftSummary = { ...first, top1: 0.5, computeSeconds: 20 };

/** A run of two streams: the first done, of the second 30 images with 14 right, unless it is done altogether. */
function addRun(store: Store, kind: Kind, seed: number): string {
  const shifts = ['fog', 'snow'].map((corruption) => ({ corruption, severity: 5 }));
  const config = runConfigSchema.parse({
    ...{ dataset: { kind: 'quickstart' }, model: 'quickstart', method: 'tent', batchSize: 10, seed, shifts },
  });
  const { id } = store.createRun({ kind: 'adapt', method: 'tent', name: `TENT ${kind}`, group, config });
  // This process works on it, as another command would.
  store.startRun(id, provenance);
  const begin = (position: number): void => {
    const { corruption, severity } = shifts[position]!;
    const plan = { position, corruption, severity, imageCount: 100, batchCount: 10, fingerprint: 'c' };
    store.startShift(id, plan);
  };
  const measure = (position: number, batches: number, correct1: readonly number[], seconds: number): void => {
    const rows = Array.from({ length: batches }, (_, index) => ({
      ...{ index, size: 10, correct1: correct1[index % correct1.length]!, correct5: 9, adapted: true },
      ...{ computeSeconds: seconds / batches, loadSeconds: 4, diagnostics: {} },
    }));
    store.appendBatches(id, position, rows);
  };
  begin(0);
  measure(0, 10, [6, 7, 6, 7, 7], 11);
  store.finishShift(id, 0, first);
  begin(1);
  if (kind === 'done') {
    measure(1, 10, [5], 20);
    store.finishShift(id, 1, second);
    store.finishRun(id, summariseRun([first, second], { totalSeconds: 533, peakMemoryBytes: 1e8 }));
  } else {
    measure(1, 3, [5, 4, 5], 1.4);
    if (kind === 'paused' || kind === 'cancelled') store.setStatus(id, kind);
  }
  return id;
}

/** The mean of 66 % and 14 of 30 is 56.3 %, after 12.4 s. */
const expected: Readonly<Record<Kind, { readonly accuracy: string; readonly time: string }>> = {
  ...{ running: { accuracy: '56.3', time: '12 s' }, paused: { accuracy: '56.3', time: '12 s' } },
  ...{ cancelled: { accuracy: '56.3', time: '12 s' }, imported: { accuracy: '56.3', time: '12 s' } },
  done: { accuracy: '58.0', time: '31 s' },
};

function addAll(lab: LabUnderTest): { ids: Record<Kind, string>; store: Store } {
  const store = openStore(path.join(lab.dataDir, 'lab.sqlite'));
  const elsewhere = openStore(path.join(lab.filesDir, 'elsewhere.sqlite'));
  const foreign = addRun(elsewhere, 'imported', 5);
  importBundle(store, bundleOf(elsewhere.readContents(foreign)), 'run.json');
  elsewhere.close();
  const [running, paused, cancelled, done] = (['running', 'paused', 'cancelled', 'done'] as const).map((kind, place) =>
    addRun(store, kind, place),
  ) as [string, string, string, string];
  return { ids: { running, paused, cancelled, done, imported: foreign }, store };
}

/** Pages are loaded when they are first opened, while this process computes as well. */
const patient = { timeout: 60_000 };

/** A text without what says that it is so far, and with plain blanks. */
const plain = (text: string | null): string =>
  (text ?? '')
    .replaceAll(/[\s\u202f\u00a0]+/g, ' ')
    .replace(/ ?so far/, '')
    .replace(/ ?[%*]/g, '')
    .trim();

/** The cells of the line that begins with a name. */
function lineOf(text: string, name: string): string[] {
  const line = text.split('\n').find((one) => one.includes(name)) ?? '';
  return line.split('│').map(plain);
}

/** The exported table of runs, by its heads. */
function summaryRows(lab: LabUnderTest, ids: readonly string[]): Record<string, string>[] {
  const store = openStore(path.join(lab.dataDir, 'lab.sqlite'));
  const csv = csvFiles(ids.map((id) => store.readMeasured(id)))['summary.csv']!;
  store.close();
  const [heads = [], ...rows] = csv
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  return rows.map((cells) => Object.fromEntries(heads.map((head, place) => [head, cells[place] ?? ''])));
}

type Place = (kind: Kind, id: string) => Promise<{ accuracy: string; time?: string }>;

async function placesOf(
  lab: LabUnderTest,
  openPage: OpenPage,
  ids: Record<Kind, string>,
): Promise<Record<string, Place>> {
  const list = await cli(lab, 'runs');
  const summaries = summaryRows(lab, Object.values(ids));
  const page = await openPage('/');
  let shown = '/';
  /** Opens a page; one that holds all runs is opened once for all of them. */
  const show = async (route: string): Promise<void> => {
    if (route === shown) return;
    await openPage(route);
    shown = route;
  };
  const cellsIn = (table: RegExp | string, name: string) =>
    page
      .getByRole(table === 'Runs' ? 'grid' : 'table', { name: table })
      .getByRole('row', { name })
      .first();
  return {
    'tiles of the run': async (kind, id) => {
      await show(`/runs/${id}`);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(`TENT ${kind}`, patient);
      await expect(page.getByTestId('top1')).not.toHaveText('–');
      return {
        accuracy: plain(await page.getByTestId('top1').textContent()),
        time: plain(await page.getByTestId('time').textContent()),
      };
    },
    'streams of the run': async (kind, id) => {
      await show(`/runs/${id}`);
      const foot = page.getByRole('table', { name: `Streams of TENT ${kind}` }).locator('tfoot td');
      await expect(foot.first()).toBeVisible(patient);
      const seconds = Number(plain(await foot.last().textContent()));
      return { accuracy: plain(await foot.first().textContent()), time: `${Math.round(seconds)} s` };
    },
    Runs: async (kind) => {
      await show('/runs');
      const row = cellsIn('Runs', `TENT ${kind}`);
      await expect(row).toBeVisible(patient);
      const heads = await page.getByRole('grid', { name: 'Runs' }).getByRole('columnheader').allTextContents();
      const place = (head: RegExp) => heads.findIndex((text) => head.test(text.trim()));
      const cells = await row.locator('> *').allTextContents();
      return { accuracy: plain(cells[place(/^Acc/)]!), time: plain(cells[place(/^(Time|Duration|Took)/)]!) };
    },
    Home: async (kind) => {
      await show('/');
      const row = cellsIn('Recent runs', `TENT ${kind}`);
      await expect(row).toBeVisible(patient);
      return { accuracy: plain(await row.getByRole('cell').nth(2).textContent()) };
    },
    group: async (_kind, id) => {
      await show(`/groups/${encodeURIComponent(group)}`);
      const row = page.getByRole('table', { name: 'Runs' }).locator(`tr[data-run="${id}"]`);
      await expect(row).toBeVisible(patient);
      return {
        accuracy: plain(await row.locator('[data-cell=accuracy]').textContent()),
        time: plain(await row.locator('[data-cell=time]').textContent()),
      };
    },
    Compare: async (kind, id) => {
      // One at a time: together they are the seeds of one row.
      await show(`/compare?ids=${id}`);
      const row = page.getByRole('table', { name: 'Methods and corruptions' }).locator('tbody tr').first();
      await expect(row).toContainText(`TENT ${kind}`, patient);
      return { accuracy: plain(await row.getByRole('cell').last().textContent()) };
    },
    'lab runs': (_kind, id) => {
      const cells = lineOf(list, id).filter((cell) => cell !== '');
      return Promise.resolve({ accuracy: cells.at(-2)!, time: cells.at(-1)! });
    },
    'lab show': async (_kind, id) => {
      const shown = await cli(lab, 'show', id);
      return { accuracy: lineOf(shown, 'Average')[2]!, time: lineOf(shown, 'Time')[2]! };
    },
    'lab compare': async (_kind, id) => {
      const line = (await cli(lab, 'compare', id, '--format', 'markdown')).split('\n')[2] ?? '';
      return { accuracy: plain(line.split('|').at(-2)!) };
    },
    'summary.csv': (_kind, id) => {
      const row = summaries.find(({ run }) => run === id)!;
      const accuracy = Number(row['accuracy'] ?? row['top1_percent']);
      const time = `${Math.round(Number(row['compute_seconds']))} s`;
      return Promise.resolve({ accuracy: (accuracy > 1 ? accuracy : 100 * accuracy).toFixed(1), time });
    },
    'lab show --json': async (_kind, id) => {
      const json = JSON.parse(await cli(lab, 'show', id, '--json')) as Record<'summary' | 'soFar', Figures | null>;
      const figures = json.summary ?? json.soFar!;
      const time = `${Math.round(figures.computeSeconds)} s`;
      return { accuracy: (100 * figures.averageTop1).toFixed(1), time };
    },
  };
}

interface Figures {
  readonly averageTop1: number;
  readonly computeSeconds: number;
}

test('a run has one accuracy and one time, wherever they appear', async ({ lab, openPage }, info) => {
  test.setTimeout(600_000);
  await openPage('/');
  const { ids, store } = addAll(lab);
  const rows: string[] = [];
  for (const [name, read] of Object.entries(await placesOf(lab, openPage, ids))) {
    for (const kind of kinds) {
      const { accuracy, time } = await read(kind, ids[kind]);
      rows.push([name, kind, accuracy, time ?? ''].join(' | '));
      expect.soft(accuracy, `accuracy of the ${kind} run: ${name}`).toBe(expected[kind].accuracy);
      if (time !== undefined) expect.soft(time, `time of the ${kind} run: ${name}`).toBe(expected[kind].time);
    }
  }
  await info.attach('places', { body: rows.join('\n') });
  store.close();
});
