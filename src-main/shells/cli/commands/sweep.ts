import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { SweepState } from '../../../../src-shared/api/sweeps.ts';
import { readConfigs, type RawConfig } from '../../../../src-shared/config-file.ts';
import { toLabError } from '../../../../src-shared/errors.ts';
import type { Metric } from '../../../../src-shared/metrics/metrics.ts';
import type { RunRecord } from '../../../../src-shared/records.ts';
import type { SweepInput } from '../../../../src-shared/sweeps/sweep.ts';
import { sweepJson } from '../../../../src-shared/sweeps/sweep-files.ts';
import { writeFiles } from '../../../exports/export-files.ts';
import { submittedText } from '../cluster-tables.ts';
import { reportFailures } from '../failures.ts';
import { follow } from '../follow.ts';
import { duration } from '../format.ts';
import { withFullPaths } from '../full-paths.ts';
import { Interrupted, note, print, printJson, printText } from '../output.ts';
import { withRegistered } from '../registered-model.ts';
import { withLab, type CommandLab, type CommonOptions } from '../session.ts';
import { withStoredShifts } from '../stored-shifts.ts';
import { isDefinition, sweepOf, type SweepFlags } from '../sweep-flags.ts';
import { ruleNotes, rulesTable, sweepsTable, trialsTable } from '../sweep-text.ts';
import { submitOptions, type SubmitFlags } from './suite-cluster.ts';

async function fileOf(file: string): Promise<RawConfig> {
  try {
    return readConfigs(file, await readFile(file, 'utf8'))[0];
  } catch (error) {
    throw toLabError(error);
  }
}

const isFile = (text: string): boolean => text.endsWith('.json');

/** A sweep in a file, with paths that go from the root of their disk on. The lab checks it. */
async function sweepIn(file: string): Promise<SweepInput> {
  const { base, methods, ...rest } = await fileOf(file);
  const full = (part: unknown): unknown => (typeof part === 'object' && part !== null ? withFullPaths(part) : part);
  const name = path.basename(file, '.json');
  const entries = Array.isArray(methods) ? methods.map(full) : methods;
  return { name, ...rest, base: full(base), methods: entries } as SweepInput;
}

/** The sweep that flags describe. */
export async function definedBy({ api }: CommandLab, name: string, flags: SweepFlags): Promise<SweepInput> {
  const known = await withRegistered(api, flags);
  const file = flags.config === undefined ? {} : await fileOf(flags.config);
  return sweepOf(name, known, file, await api.listMethods({}), (config) =>
    withStoredShifts(withFullPaths(config), flags, file['shifts'] !== undefined),
  );
}

/** The id of a sweep that is given by its id, by a file, or by flags that make one of this name. */
async function idOf(lab: CommandLab, which: string, flags: SweepFlags): Promise<string> {
  if (!isFile(which) && !isDefinition(flags)) return which;
  const sweep = isFile(which) ? await sweepIn(which) : await definedBy(lab, which, flags);
  return (await lab.api.createSweep({ sweep })).id;
}

function show(state: SweepState, json: boolean | undefined): void {
  if (json) printJson(state);
  else {
    print(trialsTable(state));
    print(rulesTable(state));
  }
  for (const line of ruleNotes(state)) note(line);
}

/** Keeps a sweep without running it, and says what it would take. */
export function sweepNewCommand(name: string, { json, out, ...flags }: SweepFlags & { out?: string }): Promise<void> {
  return withLab(flags, async (lab) => {
    const sweep = isFile(name) ? await sweepIn(name) : await definedBy(lab, name, flags);
    const { trials, runs, seconds, basis } = await lab.api.estimateSweep({ sweep });
    const summary = await lab.api.createSweep({ sweep });
    const { sweep: kept } = await lab.api.getSweep({ id: summary.id });
    if (out !== undefined) {
      const file = path.resolve(out);
      await writeFiles(path.dirname(file), { [path.basename(file)]: sweepJson(kept) });
    }
    if (json) printJson({ ...summary, seconds });
    else print(summary.id);
    const time = seconds === null ? 'an unknown time' : `about ${duration(seconds)}`;
    note(`${trials} trials, ${runs} runs, ${time} for what is missing. ${basis}`);
    note(`Run it with: lab sweep run ${summary.id}`);
  });
}

/** Runs what is missing of a sweep, round by round. @param again the command that goes on @returns what was run */
export async function runToEnd(lab: CommandLab, id: string, again: string): Promise<RunRecord[]> {
  const followed: RunRecord[] = [];
  for (let retry = true; ; retry = false) {
    const underWay = await lab.api.startSweep({ id, retry });
    if (underWay.length === 0) return followed;
    followed.push(...underWay);
    // A pruned trial ends as cancelled; failures are reported at the end.
    await follow(lab, underWay, ({ status }) => status === 'interrupted').catch((error: unknown) => {
      if (!(error instanceof Interrupted)) return;
      throw new Interrupted(`Stopped; everything finished is kept. To go on: ${again}`);
    });
  }
}

/** Runs what is missing of a sweep, round by round, then shows the results. */
export function sweepRunCommand(which: string, { json, ...flags }: SweepFlags): Promise<void> {
  return withLab(flags, async (lab) => {
    const id = await idOf(lab, which, flags);
    const followed = await runToEnd(lab, id, `lab sweep run ${id}`);
    if (followed.length === 0) note('Everything is done already.');
    show(await lab.api.getSweep({ id }), json);
    await reportFailures(lab.api, followed, 'sweep');
  });
}

export function sweepListCommand({ json, ...common }: CommonOptions): Promise<void> {
  return withLab(common, async ({ api }) => {
    const sweeps = await api.listSweeps({});
    if (json) printJson(sweeps);
    else print(sweepsTable(sweeps));
  });
}

export function sweepShowCommand(id: string, flags: CommonOptions & { readonly metric?: Metric }): Promise<void> {
  const { json, metric } = flags;
  return withLab(flags, async ({ api }) =>
    show(await api.getSweep({ id, ...(metric === undefined ? {} : { metric }) }), json),
  );
}

/** Writes trials, rules and the sweep itself as files. */
export function sweepExportCommand(id: string, flags: CommonOptions & { readonly out?: string }): Promise<void> {
  return withLab(flags, async ({ api, dataDir }) => {
    const files = await api.exportSweep({ id });
    const folder = flags.out ?? path.join(dataDir, 'exports', new Date().toISOString().replaceAll(':', '-'));
    const written = await writeFiles(folder, Object.fromEntries(files.map(({ name, text }) => [name, text])));
    if (flags.json) printJson(written);
    else written.forEach((file) => printText(`${file}\n`));
  });
}

/** Forgets a sweep; its runs stay. */
export function sweepDeleteCommand(id: string, flags: CommonOptions): Promise<void> {
  return withLab(flags, async ({ api }) => {
    await api.deleteSweep({ id });
  });
}

/** Gives what is to be done of a sweep to Slurm: of one that learns from earlier trials, those that are known by now. */
export function sweepSubmitCommand(id: string, { json, ...flags }: SubmitFlags): Promise<void> {
  return withLab(flags, async (lab) => {
    const outcome = await lab.cluster.submitSweep(id, submitOptions(flags));
    for (const warning of outcome.warnings) note(`Warning: ${warning}`);
    if (json) printJson(outcome);
    else print(submittedText(outcome));
  });
}
