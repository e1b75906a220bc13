import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Statement } from '../../../../src-shared/api/results.ts';
import { toLabError } from '../../../../src-shared/errors.ts';
import { unknownSettings } from '../../../../src-shared/comparison/settings.ts';
import type { RunRecord } from '../../../../src-shared/records.ts';
import { datasetOf } from '../dataset-flags.ts';
import { labelsOf, settingsOf, type RunFlags } from '../run-flags.ts';
import { showOutcome } from '../outcome.ts';
import { note, print } from '../output.ts';
import { withRegistered } from '../registered-model.ts';
import { withLab } from '../session.ts';

export interface ImportResultsFlags extends Omit<RunFlags, 'severity' | 'corruption' | 'config'> {
  readonly unit?: 'percent' | 'fraction';
  readonly severity?: number;
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw toLabError(error);
  }
}

/** Dataset as flags state it; a folder may be left out where its benchmark is named. */
function datasetIn(flags: ImportResultsFlags): Pick<Statement, 'dataset'> {
  const { dataset: folder, split, source, benchmark, corrupted, domains } = flags;
  const asked = { split, source, benchmark, corrupted, domains };
  if (folder === undefined && Object.values(asked).every((value) => value === undefined)) return {};
  const before =
    split === undefined ? ({ kind: 'folder', path: '' } as const) : ({ kind: 'quickstart', split } as const);
  const dataset = datasetOf({ dataset: folder, ...asked }, before);
  if (dataset.kind === 'quickstart') return { dataset };
  const { path: given, ...facts } = dataset;
  return { dataset: given === '' ? facts : { ...facts, path: path.resolve(given) } };
}

function unknownIn(run: RunRecord): string | undefined {
  const unknown = run.kind === 'adapt' ? unknownSettings(run) : [];
  return unknown.length === 0
    ? undefined
    : `Not stated, hence unknown: ${unknown.map(({ label }) => label).join(', ')}.`;
}

export function importResultsCommand(file: string, flags: ImportResultsFlags): Promise<void> {
  return withLab(flags, async (lab) => {
    const known = await withRegistered(lab.api, flags);
    const read = {
      name: path.basename(file),
      text: await textOf(file),
      unit: flags.unit ?? ('auto' as const),
      ...(flags.severity === undefined ? {} : { severity: flags.severity }),
    };
    const { format, protocol, notices } = await lab.api.readResults(read);
    const run = await lab.api.importResults({
      ...read,
      statement: { settings: { ...protocol, ...settingsOf(known) }, ...datasetIn(known) },
      labels: labelsOf(known),
    });
    for (const notice of notices) note(notice);
    await showOutcome(lab, [run], flags);
    if (flags.json) return;
    print(`Read from ${read.name} (${format}); marked as external.`);
    const unknown = unknownIn(run);
    if (unknown !== undefined) print(unknown);
  });
}
