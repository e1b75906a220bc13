import path from 'node:path';
import type { KeptSource, RunDetails } from '../../../../src-shared/api/runs.ts';
import { LabError } from '../../../../src-shared/errors.ts';
import { chosenRuns } from '../chosen-runs.ts';
import { localTime } from '../format.ts';
import { detailsOf, digest } from '../outcome.ts';
import { mayStyle, print, printJson, printText } from '../output.ts';
import { runNames } from '../run-names.ts';
import { publishedLines } from '../published-text.ts';
import { withLab, type CommonOptions } from '../session.ts';
import { skippedLines } from '../skipped-images.ts';
import { comparedRun, shiftsTable, epochsTable } from '../run-tables.ts';

export interface ShowFlags extends CommonOptions {
  /** The runs of a group, compared. */
  readonly group?: string;
  readonly batches?: boolean;
  readonly published?: boolean;
  /** Only the sources of own methods and corruptions that it computed with. */
  readonly source?: boolean;
}

function describe({ run, attempts, skipped, hasCheckpoint }: RunDetails, name: string): string {
  const { provenance } = run;
  const lines: (readonly [string, string])[] = [
    ['Run', `${run.id} (${name})`],
    ['Status', run.status + (run.error ? `: ${run.error.message}` : '')],
    ['Created', localTime(run.createdAt)],
    ['Attempts', String(attempts.length)],
    ...(provenance
      ? ([
          ['Engine', `${provenance.engine} ${provenance.engineVersion}, ${provenance.device}`],
          ...(provenance.engineReason === undefined ? [] : [['', provenance.engineReason] as const]),
          ['Lab', `${provenance.labVersion}${provenance.gitCommit === null ? '' : `, commit ${provenance.gitCommit}`}`],
          ['Host', `${provenance.host}, ${provenance.os}, Node ${provenance.nodeVersion}`],
          ['Model', provenance.modelHash],
          ['', provenance.arithmeticSources ?? 'nothing recorded of its arithmetic'],
          ['MGG', provenance.mggHash ?? 'none'],
          ['Data', provenance.datasetFingerprint],
          ['Images', provenance.preprocessing],
        ] as const)
      : []),
    ['Settings', JSON.stringify(run.config)],
    ...skippedLines(skipped).map((line, i) => [i === 0 ? 'Left out' : '', line] as const),
    ...(hasCheckpoint ? [['Resume', `lab resume ${run.id}`] as const] : []),
  ];
  return lines.map(([label, text]) => `${label.padEnd(9)} ${text}`).join('\n');
}

/** The texts of a run's own code, several under their files' names. @throws LabError `not-found` for a run without */
function sourceOf(sources: readonly KeptSource[], id: string): string {
  const [only, ...others] = sources;
  if (!only) throw new LabError('not-found', `Run ${id} used no own code, so there is no source.`);
  if (others.length === 0) return only.source;
  return sources.map(({ file, source }) => `// ${path.basename(file)}\n${source}`).join('\n');
}

export function showCommand(ids: readonly string[], flags: ShowFlags): Promise<void> {
  return withLab(flags, async ({ api, contents }) => {
    const chosen = await chosenRuns(api, ids, flags.group);
    if (flags.source) {
      for (const id of chosen) printText(sourceOf(await api.getRunSources({ id }), id));
      return;
    }
    const details = await detailsOf(api, chosen);
    if (flags.json) {
      const values = flags.batches ? chosen.map(contents) : details.map(digest);
      printJson(values.length === 1 ? values[0] : values);
      return;
    }
    const nameOf = await runNames(
      api,
      details.map(({ run }) => run),
    );
    const [only, another] = details;
    if (only && !another) print(describe(only, nameOf(only.run)));
    const compared = details.flatMap(comparedRun);
    if (compared.length > 0) print(shiftsTable(compared, mayStyle(), nameOf));
    for (const { run } of flags.published ? details : []) {
      for (const line of publishedLines(await api.getPublished({ id: run.id }))) {
        print(details.length > 1 ? `${nameOf(run)}: ${line}` : line);
      }
    }
    for (const { epochs } of details) if (epochs.length > 0) print(epochsTable(epochs));
  });
}
