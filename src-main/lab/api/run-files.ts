import type { LabApi } from '../../../src-shared/api/contract.ts';
import { exportFiles } from '../export.ts';
import { importBundle } from '../export-bundle.ts';
import { answering } from './answering.ts';
import type { ApiContext } from './context.ts';

const mimes = { csv: 'text/csv', bundle: 'application/json', config: 'application/json' } as const;

/** Runs as files, out of the lab and into it. */
export function runFilesApi({ store, events }: ApiContext): Pick<LabApi, 'exportRuns' | 'importBundle'> {
  return {
    exportRuns: answering(({ ids, format }) => {
      const files = Object.entries(exportFiles(store, ids, format));
      return files.map(([name, text]) => ({ name, mime: mimes[format], text }));
    }),
    importBundle: answering(({ name, text }) => {
      const { id, added } = importBundle(store, text, name);
      const run = store.getRun(id);
      if (added) events.publish('run', run);
      return { run, added };
    }),
  };
}
