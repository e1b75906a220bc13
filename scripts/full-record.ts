// test/full/passed.json, which is committed: for each area of the long tests the fingerprint with which all of its cases
// passed last.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fingerprintOf } from './build/fingerprint.ts';
import { areas, pathsOf, type Area } from './build/full-tests.ts';
import { readJson, root } from './setup/shell.mjs';

const record = path.join(root, 'test/full/passed.json');
const read = (): Record<string, string> => (readJson(record) ?? {}) as Record<string, string>;

/** Areas of which something has changed since all of their cases passed. */
export function changedAreas(): Record<string, Area> {
  const passed = read();
  return Object.fromEntries(
    Object.entries(areas).filter(([name, area]) => passed[name] !== fingerprintOf(root, pathsOf(area))),
  );
}

/** Notes that all cases of some areas pass as the files are now. */
export function notePassed(names: readonly string[]): void {
  const now = Object.entries(areas)
    .filter(([name]) => names.includes(name))
    .map(([name, area]) => [name, fingerprintOf(root, pathsOf(area))] as const);
  writeFileSync(record, `${JSON.stringify({ ...read(), ...Object.fromEntries(now) }, undefined, 2)}\n`);
}
