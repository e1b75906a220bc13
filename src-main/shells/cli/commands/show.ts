import type { RunDetails } from '../../../../src-shared/api/runs.ts';
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
  /** Only the source of the own method that it computed with. */
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

/** @throws LabError `not-found` for a run of a built-in method */
function sourceOf({ method }: { readonly method?: { readonly source: string } | null }, id: string): string {
  if (method) return method.source;
  throw new LabError('not-found', `Run ${id} has a built-in method, so there is no source with it.`);
}

export function showCommand(ids: readonly string[], flags: ShowFlags): Promise<void> {
  return withLab(flags, async ({ api, contents }) => {
    const chosen = await chosenRuns(api, ids, flags.group);
    if (flags.source) {
      chosen.forEach((id) => printText(sourceOf(contents(id), id)));
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
