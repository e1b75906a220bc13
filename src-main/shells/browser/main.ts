import { existsSync } from 'node:fs';
import path from 'node:path';
import { LabError, toErrorMessage } from '../../../src-shared/errors.ts';
import { Lab } from '../../lab/lab.ts';
import { Ending } from '../end-gently.ts';
import { WireServer } from '../wire/wire-server.ts';
import { readOptions, usage, type BrowserShellOptions } from './options.ts';
import { serveLab } from './server.ts';
import { labToken } from './token.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Folder of the built pages, seen from this file's place in the sources or in the bundle. */
function pagesFolder(): string {
  const folders = ['../../../out/renderer', '../renderer'].map((folder) => path.resolve(import.meta.dirname, folder));
  const found = folders.find((folder) => existsSync(path.join(folder, 'index.html')));
  if (found === undefined) {
    throw new LabError('not-found', 'The pages of the lab have not been built.', 'Build them with npm run build.');
  }
  return found;
}

async function serve({ port, dataDir, roots }: BrowserShellOptions): Promise<void> {
  const pages = pagesFolder();
  const lab = Lab.open(dataDir === undefined ? {} : { dataDir });
  const wire = new WireServer(lab.api(roots), lab.hub);
  const server = await serveLab({ pages, port, token: labToken(lab.dataDir), wire });
  const ending = new Ending(lab);

  lab.notices.forEach((notice) => console.log(notice));
  console.log(`MGTTA Lab is at ${server.url}`);
  console.log(`Data: ${lab.dataDir}. Datasets and checkpoints can be chosen from: ${roots.join(', ')}.`);
  console.log('End it with Ctrl-C.');

  const end = (): void => {
    if (lab.progress().length > 0)
      console.log('Stopping after the batch under way; press Ctrl-C again to stop at once.');
    void ending.ask().then(async () => {
      wire.close();
      await server.close();
      for (const signal of signals) process.off(signal, end);
    });
  };
  for (const signal of signals) process.on(signal, end);
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(usage);
  else await serve(options);
} catch (error) {
  const { message, hint } = toErrorMessage(error);
  console.error(hint === undefined ? message : `${message} ${hint}`);
  process.exitCode = 1;
}
