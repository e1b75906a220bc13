import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { MggRecord } from '../../../src-shared/api/data.ts';
import { embeddedGenerators, mggFile, packageRoot } from '../../platform/package-root.ts';

/** A generator before its file was read. */
export type MggSource = Pick<MggRecord, 'id' | 'name' | 'mgg' | 'origin' | 'runId'>;

const embeddedName = /^mgg(?:-(.+))?\.safetensors$/;

/** One of those that configurations have a name for; the others, of further seeds, go by their path. */
function describe(file: string, variant: string | undefined): MggSource {
  const id = variant === undefined ? 'quickstart' : `quickstart-${variant}`;
  const named = Object.entries(embeddedGenerators).find(([name]) => mggFile(name) === file);
  const other = `${embeddedGenerators.quickstart.title}, ${(variant ?? '').replace('-', ' ')}`;
  return { id, name: named?.[1].title ?? other, mgg: named?.[0] ?? file, origin: 'embedded', runId: null };
}

/** Generators that ship with the lab, and the ones that have learned nothing. */
export async function embeddedMggs(): Promise<MggSource[]> {
  const folder = path.join(packageRoot(), 'resources', 'quickstart');
  const files = (await readdir(folder).catch(() => [])).sort();
  const shipped = files.flatMap((file) => {
    const match = embeddedName.exec(file);
    return match ? [describe(path.join(folder, file), match[1])] : [];
  });
  return [
    ...shipped.sort((a, b) => a.id.localeCompare(b.id)),
    { id: 'untrained', name: 'Untrained MGG', mgg: 'untrained', origin: 'untrained', runId: null },
    { id: 'untrained-lstm', name: 'Untrained MGG, LSTM', mgg: 'untrained:lstm', origin: 'untrained', runId: null },
  ];
}
