import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { LabError, toErrorMessage } from '../../../src-shared/errors.ts';
import { servePages } from './server.ts';

/** Folder of the built pages, seen from this file's place in the sources or in the bundle. */
function pagesFolder(): string {
  const folders = ['../../../out/renderer', '../renderer'].map((folder) => path.resolve(import.meta.dirname, folder));
  const found = folders.find((folder) => existsSync(path.join(folder, 'index.html')));
  if (found === undefined) {
    throw new LabError('not-found', 'The pages of the lab have not been built.', 'Build them with npm run build.');
  }
  return found;
}

function portFrom(args: string[]): number {
  const { values } = parseArgs({ args, options: { port: { type: 'string', default: '0' } } });
  const port = Number(values.port);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new LabError('bad-option', `--port takes a number from 0 to 65535, not '${values.port}'.`);
}

try {
  const server = await servePages(pagesFolder(), portFrom(process.argv.slice(2)));
  console.log(`MGTTA Lab is at ${server.url}\nEnd it with Ctrl-C.`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close());
} catch (error) {
  const { message, hint } = toErrorMessage(error);
  console.error(hint === undefined ? message : `${message} ${hint}`);
  process.exitCode = 1;
}
