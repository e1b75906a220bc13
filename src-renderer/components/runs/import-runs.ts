import type { RunRecord } from '../../../src-shared/records.ts';
import { toErrorMessage } from '../../../src-shared/errors.ts';
import { lab } from '../../lab/client.ts';
import { runs } from '../../lab/runs.svelte.ts';
import { navigate } from '../../router.svelte.ts';
import { t } from '../../texts/index.ts';
import { unzipFiles } from '../../zip-files.ts';
import { toasts } from '../ui/toasts.svelte.ts';

/** Outcome of one import of bundles. */
export interface Imported {
  readonly added: RunRecord[];
  /** Runs that were here before. */
  readonly known: RunRecord[];
  /** Of what could not be read, one line each. */
  readonly problems: string[];
}

const texts = t.runs;

async function bundlesOf(file: File): Promise<{ name: string; text: string }[]> {
  if (!file.name.endsWith('.zip')) return [{ name: file.name, text: await file.text() }];
  return unzipFiles(file.name, new Uint8Array(await file.arrayBuffer()));
}

/** Adds the runs of bundles, one as JSON or several in a zip archive; one that can't be added doesn't stop the others. */
export async function importFiles(files: readonly File[]): Promise<Imported> {
  const imported: Imported = { added: [], known: [], problems: [] };
  const note = (name: string, error: unknown): void => {
    const { message, hint } = toErrorMessage(error);
    imported.problems.push(texts.notImported(name, hint === undefined ? message : `${message} ${hint}`));
  };
  for (const file of files) {
    const bundles = await bundlesOf(file).catch((error: unknown) => note(file.name, error));
    for (const bundle of bundles ?? []) {
      try {
        const { run, added } = await lab.importBundle(bundle);
        imported[added ? 'added' : 'known'].push(run);
      } catch (error) {
        note(bundle.name, error);
      }
    }
  }
  return imported;
}

/** Reports an import in one message, with rejected files as its details. */
export function showImport({ added, known, problems }: Imported): void {
  const details = [...problems, ...known.map((run) => texts.importedAlready(runs.nameOf(run)))];
  const [only] = [...added, ...known];
  if (only !== undefined && added.length + known.length + problems.length === 1) {
    const action = { label: t.shell.show, run: () => navigate('run', { id: only.id }) };
    const name = runs.nameOf(only);
    toasts.info(added.length === 1 ? texts.imported(name) : texts.importedAlready(name), { action });
  } else if (added.length === 0 && details.length === 1) toasts.error(details[0]!);
  else if (details.length === 0) toasts.success(texts.importedMany(added.length, 0));
  // It stays until it was read.
  else toasts.warning(texts.importedMany(added.length, details.length), { details, duration: Infinity });
}
