import type { LabApi } from '../../../src-shared/api/contract.ts';
import { LabError } from '../../../src-shared/errors.ts';
import type { Store } from '../../store/store.ts';
import { importBundle } from '../../exports/export-bundle.ts';
import { asPromise } from './as-promise.ts';
import type { ApiContext } from './context.ts';

const mimes = { csv: 'text/csv', images: 'text/csv', bundle: 'application/json', config: 'application/json' } as const;

/** Batches or images that an answer has room for: a line of a table or bundle takes some 200 bytes. */
const mostRows = 250_000;

/** @throws LabError `bad-input` at once for what would come to too much for one answer after a long time */
function requireFew(store: Store, ids: readonly string[], rows: 'batches' | 'images'): void {
  const count = rows === 'images' ? 'imageCount' : 'batchCount';
  const counts = ids.map((id) => store.shiftsOf(id).reduce((sum, shift) => sum + shift[count], 0));
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total <= mostRows) return;
  throw new LabError(
    'bad-input',
    `These runs have ${total} ${rows}, which is too much for a window at once.`,
    'Export fewer at a time, or all of them with the command lab export.',
  );
}

/** Runs as files, out of the lab and into it. */
export function runFilesApi({
  store,
  hub,
  identified,
}: Pick<ApiContext, 'store' | 'hub' | 'identified'>): Pick<
  LabApi,
  'exportRuns' | 'importBundle' | 'readResults' | 'importResults'
> {
  return {
    async exportRuns({ ids, format }) {
      if (format !== 'config') requireFew(store, ids, format === 'images' ? 'images' : 'batches');
      const { exportFiles } = await import('../../exports/export.ts');
      await identified;
      const files = Object.entries(exportFiles(store, ids, format));
      return files.map(([name, text]) => ({ name, mime: mimes[format], text }));
    },
    importBundle: asPromise(({ name, text }) => {
      const { id, added } = importBundle(store, text, name);
      const run = store.getRun(id);
      if (added) hub.publish('run', run);
      return { run, added };
    }),
    async readResults({ severity, ...file }) {
      const { readResults } = await import('../../exports/results/read-results.ts');
      return readResults(file.text, { ...file, severity });
    },
    async importResults({ text, name, unit, severity, statement, labels }) {
      const { readResults } = await import('../../exports/results/read-results.ts');
      const { addResults } = await import('../../exports/results/add-results.ts');
      const results = readResults(text, { name, unit, severity });
      const run = store.getRun(addResults(store, results, name, { statement, labels }));
      hub.publish('run', run);
      return run;
    },
  };
}
