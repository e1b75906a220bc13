import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { MggRecord } from '../../../src-shared/api/data.ts';
import { mggFile, packageRoot } from '../../platform/package-root.ts';

/** A generator before its file was read. */
export type MggSource = Pick<MggRecord, 'id' | 'name' | 'mgg' | 'origin' | 'runId'>;

/** Names that configurations have for generators that ship with the lab; the others go by their path. */
const configurationNames = ['quickstart', 'quickstart-lstm'];

const embeddedName = /^mgg(?:-(.+))?\.safetensors$/;

function describe(file: string, variant: string | undefined): MggSource {
  const mgg = configurationNames.find((name) => mggFile(name) === file) ?? file;
  const id = variant === undefined ? 'quickstart' : `quickstart-${variant}`;
  const seed = /^seed-(\d+)$/.exec(variant ?? '')?.[1];
  const names: Record<string, string> = { lstm: 'MGG of the quick start, LSTM' };
  const other =
    seed === undefined ? `MGG of the quick start, ${variant ?? ''}` : `MGG of the quick start, seed ${seed}`;
  const name = variant === undefined ? 'MGG of the quick start' : (names[variant] ?? other);
  return { id, name, mgg, origin: 'embedded', runId: null };
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
