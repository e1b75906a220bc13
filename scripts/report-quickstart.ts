/**
 * Runs the quick start's methods on the test images once per MGG seed and prints mean ± std, for trained and untrained
 * generators, as a Markdown table.
 *
 *   npm run report
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { corruptionNames } from '../src-shared/corruptions.ts';
import { openLab } from '../src-main/app/open-lab.ts';
import { quickstartRuns, readQuickstartSettings } from '../src-main/planning/quickstart.ts';
import { mggSeeds, shippedMgg } from './quickstart/plan.ts';

const root = join(import.meta.dirname, '..');
const { values: flags } = parseArgs({
  options: { 'data-dir': { type: 'string', default: join(root, '.cache', 'report') } },
});

/** Accuracies in percent, the average last. */
type Row = readonly number[];

function meanAndStd(values: readonly number[]): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length === 1) return mean.toFixed(1);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return `${mean.toFixed(1)} ± ${Math.sqrt(variance).toFixed(1)}`;
}

const lab = openLab({ dataDir: flags['data-dir'] });
try {
  const lines: { name: string; rows: Row[] }[] = [];
  for (const { name, config } of quickstartRuns(await readQuickstartSettings())) {
    const generators =
      config.mgg === 'quickstart'
        ? mggSeeds.map((seed) => join(root, 'resources', 'quickstart', shippedMgg(seed)))
        : config.mgg?.startsWith('untrained')
          ? mggSeeds.map((seed) => `untrained:${seed}`)
          : [config.mgg ?? null];
    const rows: Row[] = [];
    for (const mgg of generators) {
      const run = await lab.services.starter.startRun({ ...config, mgg }, { name, group: 'report' });
      await lab.finished(run.id);
      const { shifts } = lab.contents(run.id);
      const accuracies = shifts.map(({ shift: { summary } }) => 100 * (summary?.top1 ?? NaN));
      rows.push([...accuracies, accuracies.reduce((sum, value) => sum + value, 0) / accuracies.length]);
    }
    lines.push({ name, rows });
    console.error(`${name}: ${rows.map((row) => row.at(-1)?.toFixed(2)).join(', ')}`);
  }
  const header = [
    'corruption',
    ...lines.map(({ name, rows }) => (rows.length > 1 ? `${name} (${rows.length} seeds)` : name)),
  ];
  console.log(`| ${header.join(' | ')} |\n|${' --- |'.repeat(header.length)}`);
  [...corruptionNames, 'average'].forEach((corruption, i) => {
    const cells = lines.map(({ rows }) => meanAndStd(rows.map((row) => row[i] ?? NaN)));
    console.log(`| ${[corruption, ...cells].join(' | ')} |`);
  });
} finally {
  await lab.close();
}
