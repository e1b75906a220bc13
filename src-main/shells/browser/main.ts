import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LabError, toErrorMessage } from '../../../src-shared/errors.ts';
import { openLab } from '../../app/open-lab.ts';
import { Ending } from '../end-gently.ts';
import { faultReport, handleEverything } from '../last-handler.ts';
import { WireServer } from '../wire/wire-server.ts';
import { showAppWindow } from './app-window.ts';
import { readOptions, usage, type BrowserShellOptions } from './options.ts';
import { serveLab } from './server.ts';
import { labToken } from './token.ts';

/** How long a page may take to connect from a window that was handed over. */
const handOverMs = 3000;
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

async function serve({ port, dataDir, roots, methods, window }: BrowserShellOptions): Promise<void> {
  const pages = pagesFolder();
  const lab = openLab({ roots, methods, ...(dataDir === undefined ? {} : { dataDir }) });
  const report = faultReport(lab.log, lab.hub);
  handleEverything(report);
  lab.log.start('serve');
  lab.attend();
  const wire = new WireServer(lab.api, lab.hub, { report: (call, error) => lab.log.error(call, error) });
  const server = await serveLab({ pages, port, token: labToken(lab.dataDir), wire, report });
  const ending = new Ending(lab);

  lab.notices.forEach((notice) => console.log(notice));
  console.log(`MGTTA Lab is at ${server.url}`);
  console.log(`Data: ${lab.dataDir}. Datasets and checkpoints can be chosen from: ${roots.join(', ')}.`);
  console.log('End it with Ctrl-C.');

  const end = async (): Promise<void> => {
    try {
      await ending.ask();
    } finally {
      wire.close();
      await server.close();
      for (const signal of signals) process.off(signal, onSignal);
    }
  };
  const onSignal = (): void => {
    if (lab.isBusy())
      console.log('Stopping after the batch under way, in 10 s at most; press Ctrl-C again to stop at once.');
    void end();
  };
  for (const signal of signals) process.on(signal, onSignal);

  if (!window || !(await showAppWindow(server.url, lab.dataDir))) return;
  // A browser that runs already on this profile takes the window over, and its page connects a moment later.
  await delay(handOverMs);
  if (lab.isBusy()) console.log('The window was closed; runs continue. Open the address above to see them.');
  else if (server.tabs === 0) await end();
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
