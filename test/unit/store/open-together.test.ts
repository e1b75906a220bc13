import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openConnection } from '../../../src-main/store/connection.ts';
import { migrate } from '../../../src-main/store/migrations.ts';
import { migrations } from '../../../src-main/store/schema.ts';
import { thorough } from '../../support/thorough.ts';
import { temporaryFile, temporaryFolder } from './support.ts';

const threads = 3;

/** @returns what went wrong, a sentence each */
async function openTogether(files: readonly string[]): Promise<string[]> {
  const arrived = new Int32Array(new SharedArrayBuffer(4 * files.length));
  const workers = Array.from(
    { length: threads },
    () => new Worker(new URL('open-together.ts', import.meta.url), { workerData: { files, arrived, threads } }),
  );
  const answers = await Promise.all(workers.map((worker) => once(worker, 'message')));
  return answers.flatMap(([problems]) => problems as string[]);
}

/** How often several meet at a store. */
const tries = thorough ? 60 : 20;
const filesIn = (folder: string) => Array.from({ length: tries }, (_, index) => path.join(folder, `${index}.sqlite`));

describe('a store that several open at the same moment', () => {
  it('is made once when it is new', async () => {
    expect(await openTogether(filesIn(temporaryFolder()))).toEqual([]);
  });

  it('is put aside once when it is damaged', async () => {
    const folder = temporaryFolder();
    const files = filesIn(folder);
    for (const file of files) writeFileSync(file, 'no database at all '.repeat(100));
    expect(await openTogether(files)).toEqual([]);
    expect(readdirSync(folder).filter((name) => name.includes('.damaged-'))).toHaveLength(files.length);
  });

  it('is brought up to date once when it is an old one', async () => {
    const folder = temporaryFolder();
    const files = filesIn(folder).slice(0, 5);
    for (const file of files) openConnection(file, { migrations: migrations.slice(0, 1) }).db.close();
    expect(await openTogether(files)).toEqual([]);
    expect(readdirSync(folder).filter((name) => name.endsWith('.backup'))).toHaveLength(files.length);
  });

  it('is known as that of the lab when another makes it meanwhile', () => {
    const file = temporaryFile();
    const db = new Database(file);
    db.pragma('journal_mode = WAL');
    const pragma = db.pragma.bind(db);
    let asked = 0;
    db.pragma = (source, options) => {
      const answer = pragma(source, options);
      if (++asked === 1) openConnection(file, { migrations }).db.close();
      return answer;
    };
    expect(migrate(db, file, migrations)).toBeUndefined();
    expect(pragma('user_version', { simple: true })).toBe(migrations.length);
    db.close();
  });
});
