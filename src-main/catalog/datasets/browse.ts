import type { Dirent, Stats } from 'node:fs';
import { opendir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { CheckedInput } from '../../../src-shared/api/contract.ts';
import type { FolderListing } from '../../../src-shared/api/data.ts';
import { LabError } from '../../../src-shared/errors.ts';
import { confine, isBelow, realRoots } from './confine.ts';

type Entry = FolderListing['entries'][number];

/** Entries that are shown of one folder. */
const mostEntries = 2000;
/** Entries that are listed; a folder with more holds images, not folders to choose from. */
const mostLookedAt = 100_000;

const checkpoints = ['.safetensors', '.pth', '.pt', '.bin', '.ckpt', '.tar', '.npz'];
const endings = { none: [], checkpoints, bundles: ['.json'], orders: ['.npy', '.txt', '.csv', '.lst'] } as const;

const natural = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/**
 * Folders, and files of the kind wanted, for picking one: folders first, in natural order, hidden ones left out.
 * @param roots folders that may be read, links followed; null for no limit
 * @throws LabError `bad-input` outside of the roots, `not-found`
 */
export async function browse(
  { path: asked, files }: CheckedInput<'browse'>,
  roots: readonly string[] | null,
): Promise<FolderListing> {
  const starts = roots ?? [homedir(), path.parse(homedir()).root];
  if (asked === null) {
    const entries = starts.map((root): Entry => ({ name: root, path: root, kind: 'folder' }));
    return { path: null, parent: null, entries, truncated: false };
  }
  const folder = await confine(asked, roots);
  const isRoot = roots === null ? path.dirname(folder) === folder : roots.some((root) => path.resolve(root) === folder);
  const { entries, truncated } = await list(folder, endings[files], roots === null ? null : await realRoots(roots));
  return { path: folder, parent: isRoot ? null : path.dirname(folder), entries, truncated };
}

async function list(folder: string, wanted: readonly string[], allowed: readonly string[] | null) {
  const entries: Entry[] = [];
  let seen = 0;
  try {
    for await (const entry of await opendir(folder, { bufferSize: 256 })) {
      if (++seen > mostLookedAt) break;
      const shown = await describe(folder, entry, wanted, allowed);
      if (shown !== null) entries.push(shown);
    }
  } catch (error) {
    throw problemWith(folder, error);
  }
  entries.sort((a, b) => (a.kind === b.kind ? natural.compare(a.name, b.name) : a.kind === 'folder' ? -1 : 1));
  return { entries: entries.slice(0, mostEntries), truncated: entries.length > mostEntries || seen > mostLookedAt };
}

/** An entry as it is shown; null for what is not. */
async function describe(
  folder: string,
  entry: Dirent,
  wanted: readonly string[],
  allowed: readonly string[] | null,
): Promise<Entry | null> {
  const { name } = entry;
  if (name.startsWith('.')) return null;
  const isWanted = wanted.includes(path.extname(name).toLowerCase());
  if (entry.isDirectory()) return { name, path: path.join(folder, name), kind: 'folder' };
  if (!entry.isSymbolicLink() && !(entry.isFile() && isWanted)) return null;
  const target = path.join(folder, name);
  if (entry.isSymbolicLink() && !(await leadsInto(target, allowed))) return null;
  const status: Stats | null = await stat(target).catch(() => null);
  if (status?.isDirectory()) return { name, path: target, kind: 'folder' };
  return status?.isFile() && isWanted ? { name, path: target, kind: 'file', size: status.size } : null;
}

async function leadsInto(link: string, allowed: readonly string[] | null): Promise<boolean> {
  const real = await realpath(link).catch(() => null);
  return real !== null && (allowed === null || allowed.some((root) => isBelow(real, root)));
}

function problemWith(folder: string, error: unknown): LabError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new LabError('not-found', `The folder ${folder} does not exist.`, 'Check the path.');
  if (code === 'ENOTDIR') return new LabError('bad-input', `${folder} is a file, not a folder.`);
  if (code === 'EACCES' || code === 'EPERM') return new LabError('bad-input', `No permission to read ${folder}.`);
  return new LabError('bad-input', `${folder} can't be read (${code ?? String(error)}).`);
}
