/**
 * Takes learning rates of the quick start from the finished sweep of them, and writes them into
 * resources/quickstart/settings.json, and all trials beside it.
 *
 *   npm run -s lab -- sweep run quickstart-rates --data-dir FOLDER
 *   npm run choose:rates -- --data-dir FOLDER [--sweep quickstart-small-rates]
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openLab } from '../src-main/app/open-lab.ts';
import { quickstartSettingsFile, readQuickstartSettings } from '../src-main/planning/quickstart.ts';
import { chosenRates, quickstartRates, withRates, type ChosenRate } from './quickstart/rates.ts';

const root = path.join(import.meta.dirname, '..');
const { values: flags } = parseArgs({
  options: { 'data-dir': { type: 'string' }, sweep: { type: 'string', default: quickstartRates } },
});

function report({ name, lr, trials }: ChosenRate): void {
  const accuracy = Math.max(...trials.map((trial) => trial.accuracy ?? 0));
  console.log(`${name.padEnd(22)} lr ${String(lr).padEnd(10)} validation ${(100 * accuracy).toFixed(2)} %`);
}

const dataDir = flags['data-dir'];
const lab = openLab(dataDir === undefined ? {} : { dataDir });
try {
  const rates = chosenRates(await lab.api.getSweep({ id: flags.sweep }));
  const settings = withRates(await readQuickstartSettings(), flags.sweep, rates);
  const write = (file: string, value: unknown): void =>
    writeFileSync(path.join(root, file), `${JSON.stringify(value, null, 2)}\n`);
  write(quickstartSettingsFile, settings);
  const log = Object.fromEntries(rates.map(({ name, trials }) => [name, trials]));
  const file = `${flags.sweep.replace(/^quickstart-/, '')}.log.json`;
  write(path.join(path.dirname(quickstartSettingsFile), file), log);
  rates.forEach(report);
} finally {
  await lab.close();
}
