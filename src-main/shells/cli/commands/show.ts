import type { RunContents } from '../../../app/records.ts';
import { chosenRuns } from '../chosen-runs.ts';
import { localTime } from '../format.ts';
import { digest } from '../outcome.ts';
import { mayStyle, print, printJson } from '../output.ts';
import { runNames } from '../run-names.ts';
import { withLab, type CommonOptions } from '../session.ts';
import { skippedLines } from '../skipped-images.ts';
import { comparedRun, comparisonTable, epochsTable } from '../run-tables.ts';

export interface ShowFlags extends CommonOptions {
  /** The runs of a group, compared. */
  readonly group?: string;
  readonly batches?: boolean;
}

function describe({ run, attempts, skipped, checkpoint }: RunContents, name: string): string {
  const { provenance } = run;
  const lines: (readonly [string, string])[] = [
    ['Run', `${run.id} (${name})`],
    ['Status', run.status + (run.error ? `: ${run.error.message}` : '')],
    ['Created', localTime(run.createdAt)],
    ['Attempts', String(attempts.length)],
    ...(provenance
      ? ([
          ['Engine', `${provenance.engine} ${provenance.engineVersion}, ${provenance.device}`],
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
    ...(checkpoint ? [['Resume', `lab resume ${run.id}`] as const] : []),
  ];
  return lines.map(([label, text]) => `${label.padEnd(9)} ${text}`).join('\n');
}

export function showCommand(ids: readonly string[], flags: ShowFlags): Promise<void> {
  return withLab(flags, (lab) => {
    const contents = chosenRuns(lab, ids, flags.group).map((id) => lab.showRun(id));
    if (flags.json) {
      const values = flags.batches ? contents : contents.map(digest);
      printJson(values.length === 1 ? values[0] : values);
      return Promise.resolve();
    }
    const nameOf = runNames(
      lab,
      contents.map(({ run }) => run),
    );
    const [only, another] = contents;
    if (only && !another) print(describe(only, nameOf(only.run)));
    const compared = contents.flatMap(comparedRun);
    if (compared.length > 0) print(comparisonTable(compared, mayStyle(), nameOf));
    for (const { epochs } of contents) if (epochs.length > 0) print(epochsTable(epochs));
    return Promise.resolve();
  });
}
