import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { LabError, toLabError } from '../../../src-shared/errors.ts';

export interface BrowserShellOptions {
  /** 0 for any free port. */
  readonly port: number;
  /** Folder of database, caches and exports; undefined for the usual one. */
  readonly dataDir: string | undefined;
  /** Folders that pages may read for datasets and checkpoints. */
  readonly roots: readonly string[];
  /** Folders of the user's own methods beside that in the data folder. */
  readonly methods: readonly string[];
  /** Whether to open a window of an installed browser. */
  readonly window: boolean;
  readonly help: boolean;
}

export const usage = `Serves the lab to the browsers of this computer.

  --port <number>      port on the loopback interface (default: any free one)
  --data-dir <folder>  folder of database, caches and exports; --data for short
  --root <folder>      folder that datasets and checkpoints may be chosen from; may be given several times
                       (default: your home folder)
  --methods <folder>   folder of your own methods, beside methods/ in the data folder; may be given several times
  --window             open the lab in a window of an installed Chrome, Chromium or Edge
  --help               show this`;

function portFrom(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port < 65_536) return port;
  throw new LabError('bad-option', `--port takes a number from 0 to 65535, not '${text}'.`);
}

function rootFrom(text: string): string {
  const folder = path.resolve(text);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder;
  throw new LabError('not-found', `--root ${text} is not a folder.`, 'Check the path.');
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '0' },
        'data-dir': { type: 'string' },
        data: { type: 'string' },
        root: { type: 'string', multiple: true },
        methods: { type: 'string', multiple: true },
        window: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new LabError('bad-option', toLabError(error).message, 'See --help.');
  }
}

/** Reads the command line. @throws LabError `bad-option` or `not-found` in a sentence about the option */
export function readOptions(args: readonly string[], home = homedir()): BrowserShellOptions {
  const { port, data, 'data-dir': dataDir = data, root, methods, window, help } = parse(args);
  return {
    port: portFrom(port),
    dataDir,
    roots: (root ?? [home]).map(rootFrom),
    methods: (methods ?? []).map((folder) => path.resolve(folder)),
    window,
    help,
  };
}
