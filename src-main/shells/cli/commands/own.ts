import path from 'node:path';
import type { OwnCheck, OwnFiles } from '../../../../src-shared/api/own.ts';
import { LabError } from '../../../../src-shared/errors.ts';
import type { OwnKind } from '../../../own/own-source.ts';
import { note, print, printJson } from '../output.ts';
import { render } from '../run-tables.ts';
import { withLab, type CommonOptions } from '../session.ts';

/** An entry of the list of methods or corruptions. */
export interface ListedEntry {
  readonly id: string;
  readonly name: string;
  /** Path of a user-defined one; null for built-in ones. */
  readonly file: string | null;
}

const titles: Readonly<Record<OwnKind, string>> = { method: 'Method', corruption: 'Corruption' };
const commands: Readonly<Record<OwnKind, string>> = { method: 'methods', corruption: 'corruptions' };

/** Prints built-in and own ones, with what is wrong with the files of those that can't be used. */
export function printList(
  kind: OwnKind,
  entries: readonly ListedEntry[],
  files: OwnFiles,
  { json }: CommonOptions,
): void {
  const { folders } = files;
  const refused = files.refused.filter((one) => one.kind === kind);
  if (json) {
    printJson({ [commands[kind]]: entries, folders, refused });
    return;
  }
  print(
    render(
      [titles[kind], 'Name', 'Where'],
      [
        ...entries.map(({ id, name, file }) => [id, name, file ?? 'built in']),
        ...refused.map(({ id, file }) => [id, '–', `${file} (can't be used)`]),
      ],
      3,
    ),
  );
  for (const { message, hint = '' } of refused) note(`${message} ${hint}`.trim());
  note(`Your own ${commands[kind]} lie in ${folders.join(', ')}; lab ${commands[kind]} new <id> begins one.`);
}

const marks = { passed: '✓', failed: '✗', skipped: '–' } as const;

/** @throws LabError `verification-failed` where a check failed */
export function printChecks(id: string, checks: readonly OwnCheck[], { json }: CommonOptions): void {
  if (json) printJson(checks);
  else
    print(
      render(
        ['', 'Check', 'Found'],
        checks.map(({ name, outcome, text }) => [marks[outcome], name, text]),
        3,
      ),
    );
  const wrong = checks.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name);
  if (wrong.length > 0) throw new LabError('verification-failed', `${id} did not pass: ${wrong.join(', ')}.`);
}

/** Begins a user-defined method or corruption: in the data folder, or in the first folder that is given. */
export function newCommand(kind: OwnKind, id: string, flags: CommonOptions): Promise<void> {
  return withLab(flags, async ({ dataDir }) => {
    const { newOwn } = await import('../../../catalog/own/new-own.ts');
    const file = await newOwn(kind, flags.methods?.[0] ?? path.join(dataDir, 'methods'), id);
    if (flags.json) printJson({ file });
    else print(`${file}\nChange it, then: lab ${commands[kind]} check ${id}`);
  });
}
