import path from 'node:path';
import type { LabClient } from '../../../../src-shared/api/contract.ts';
import { LabError } from '../../../../src-shared/errors.ts';
import { fitText, generatorFiles, gradientFiles } from '../../../../src-shared/generator/csv.ts';
import type { GeneratorView, Response } from '../../../../src-shared/generator/view.ts';
import type { GradientRecord } from '../../../../src-shared/gradient-records.ts';
import { writeFiles } from '../../../exports/export-files.ts';
import { isNameOfMgg } from '../../../platform/package-root.ts';
import { chosenRuns } from '../chosen-runs.ts';
import { print, printJson } from '../output.ts';
import { render } from '../run-tables.ts';
import { withLab, type CommonOptions } from '../session.ts';

export interface MggShowFlags extends CommonOptions {
  /** A run whose stored memories and records of gradients are shown, too. */
  readonly run?: string;
  /** Folder for the numbers of all figures. */
  readonly csv?: string;
}

/** A generator of the list, or the full path of one in a file. */
export async function whichMgg(api: Pick<LabClient, 'listMggs'>, which: string): Promise<string> {
  const known = (await api.listMggs({})).some(({ id, name, mgg }) => [id, name, mgg].includes(which));
  return known || isNameOfMgg(which) ? which : path.resolve(which);
}

interface RunGradients {
  readonly id: string;
  readonly mgg: string | null;
  readonly records: readonly GradientRecord[];
  readonly streams: ReadonlyMap<number, string>;
}

async function gradientsOf(api: LabClient, which: string): Promise<RunGradients> {
  const [id = which] = await chosenRuns(api, [which], undefined);
  const { run, shifts } = await api.getRun({ id });
  const records = await api.getGradients({ id });
  if (records.length === 0) {
    throw new LabError(
      'not-found',
      `Run ${run.id} holds no records of gradients.`,
      'Run it with --gradient-records 10.',
    );
  }
  const streams = new Map(shifts.map(({ position, corruption, severity }) => [position, `${corruption}/${severity}`]));
  return { id: run.id, mgg: run.kind === 'adapt' ? run.config.mgg : null, records, streams };
}

const share = (r2: number | null): string => (r2 === null ? '–' : r2.toFixed(4));
const number = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : value.toPrecision(3);

const titles: Readonly<Record<string, string>> = { start: 'start of a stream', frozen: 'start, frozen' };

function responsesTable(responses: readonly Response[]): string {
  return render(
    ['Memory', 'Nearest', ...responses[0]!.fits.map(({ kind }) => `R² ${kind}`)],
    responses.map(({ id, parameter, quantile, fits, nearest }) => [
      titles[id] ?? `${parameter ?? id} (quantile ${quantile ?? 0})`,
      fits.filter(({ kind }) => kind === nearest).map(fitText)[0] ?? 'none',
      ...fits.map(({ r2 }) => share(r2)),
    ]),
    2,
  );
}

function recordsTable({ records, streams }: RunGradients): string {
  const rows = records.map(({ position, batch, whole }) => [
    streams.get(position) ?? String(position),
    String(batch + 1),
    ...[whole.effectiveRate, whole.saturation, whole.cosineDescent, whole.cosineAdam].map(number),
    ...[whole.halvesCosine, whole.halvesSignal, whole.labelsGradient, whole.labelsUpdate].map(number),
    number(whole.memoryWeight),
  ]);
  const head = ['Stream', 'Batch', 'Rate', '|u| > .95', 'cos −g', 'cos Adam', 'cos halves', 'Signal'];
  return render([...head, 'cos g, labels', 'cos Δθ, labels', '‖W − W₁‖'], rows, 1);
}

function showGenerator(view: GeneratorView): void {
  print(`${view.name}, ${view.kind}, size ${view.hiddenSize} × ${view.heads}`);
  print(responsesTable(view.responses));
}

/** Prints what a generator is like, and writes the numbers of its figures where a folder is given. */
export function mggShowCommand(which: string, { run, csv, json, ...common }: MggShowFlags): Promise<void> {
  return withLab(common, async ({ api }) => {
    const gradients = run === undefined ? undefined : await gradientsOf(api, run);
    const last = gradients?.records.findLast(({ memories }) => memories.length > 0);
    const record = gradients && last ? { runId: gradients.id, position: last.position, batch: last.batch } : null;
    const view = await api.openGenerator({ mgg: await whichMgg(api, which), record });
    const files = {
      ...generatorFiles(view),
      ...(gradients ? gradientFiles(gradients.records, gradients.streams) : {}),
    };
    const written = csv === undefined ? [] : await writeFiles(path.resolve(csv), files);
    if (json) {
      printJson({ ...view, records: gradients?.records ?? [], files: written });
      return;
    }
    showGenerator(view);
    if (gradients) print(recordsTable(gradients));
    written.forEach(print);
  });
}
