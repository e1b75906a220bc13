import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { openConnection } from '../../../src-main/store/connection.ts';
import { migrations } from '../../../src-main/store/schema.ts';
import { openStore, sqliteStore } from '../../../src-main/store/sqlite-store.ts';
import { batches, newRun, newShift, temporaryFile } from './support.ts';

function start(script: string, ...args: string[]): ChildProcess {
  return spawn(process.execPath, [...process.execArgv, path.join(import.meta.dirname, script), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Kills a process once it has said `count` lines; returns all that it said. */
async function killAfter(child: ChildProcess, count: number): Promise<string[]> {
  const lines: string[] = [];
  const reader = createInterface(child.stdout!);
  reader.on('line', (line) => {
    if (lines.push(line) === count) child.kill('SIGKILL');
  });
  await Promise.all([once(child, 'exit'), once(reader, 'close')]);
  return lines;
}

describe('a writer killed at any moment', () => {
  it.each([37, 120])('leaves every batch it had finished (killed after %i)', async (count) => {
    const file = temporaryFile();
    const before = openStore(file);
    const { id } = before.createRun(newRun());
    before.startShift(id, newShift());
    before.close();

    const said = await killAfter(start('append-forever.ts', file, id, '5'), count);
    const store = openStore(file);
    expect(store.notices).toEqual([]);
    const indices = store.batchesOf(id, 0).map(({ index }) => index);
    expect(indices).toEqual(indices.map((_, position) => position));
    expect(indices.length).toBeGreaterThanOrEqual(said.length);

    const { next, state, progress } = store.rewindToCheckpoint(id)!;
    expect(next).toBeGreaterThanOrEqual(said.length - (said.length % 5));
    expect(store.batchesOf(id, 0)).toHaveLength(next);
    expect(progress).toEqual({ images: 4 * next });
    expect(new Set(state['theta']!.data)).toEqual(new Set([next - 1]));
  });
});

describe('several processes', () => {
  it('may create and write one store at the same time', async () => {
    const file = temporaryFile();
    const children = [start('add-runs.ts', file, '60'), start('add-runs.ts', file, '60')];
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0] as number));
    expect(codes).toEqual([0, 0]);
    expect(openStore(file).listRuns()).toHaveLength(120);
  });

  it('read what is committed while one writes; a second writer waits, and gives up with a clear error', () => {
    const file = temporaryFile();
    const writer = openConnection(file, { migrations });
    const { id } = sqliteStore(writer).createRun(newRun());
    const other = openStore(file, { waitSeconds: 0.1 });
    writer.db.exec('BEGIN IMMEDIATE');
    expect(other.getRun(id).status).toBe('queued');
    const startedAt = performance.now();
    expect(() => other.setStatus(id, 'cancelled')).toThrow(expect.objectContaining({ code: 'store' }));
    expect(performance.now() - startedAt).toBeGreaterThan(90);
    writer.db.exec('COMMIT');
    other.setStatus(id, 'cancelled');
    expect(other.getRun(id).status).toBe('cancelled');
  });
});

describe('a full disk', () => {
  it('is a clear error, loses nothing, and the run goes on once there is space', () => {
    const connection = openConnection(temporaryFile(), { migrations });
    const store = sqliteStore(connection);
    const { id } = store.createRun(newRun());
    store.startShift(id, newShift());
    const pages = Number(connection.db.pragma('page_count', { simple: true }));
    connection.db.pragma(`max_page_count = ${pages + 8}`);

    let stored = 0;
    const fill = () => {
      for (; stored < 100_000; stored += 50) store.appendBatches(id, 0, batches(stored, stored + 50));
    };
    expect(fill).toThrow(expect.objectContaining({ code: 'no-space' }));
    expect(stored).toBeGreaterThan(0);
    expect(store.batchesOf(id, 0)).toEqual(batches(0, stored));
    const state = { big: { shape: [100_000], dtype: 'float32', data: new Float32Array(100_000) } } as const;
    expect(() => store.saveCheckpoint(id, { position: 0, next: stored, state, progress: null })).toThrow(
      /no space left/,
    );
    expect(store.loadCheckpoint(id)).toBeUndefined();

    connection.db.pragma('max_page_count = 100000');
    store.saveCheckpoint(id, { position: 0, next: stored, state, progress: null });
    store.appendBatches(id, 0, batches(stored, stored + 50));
    store.close();
    const reopened = openStore(store.path);
    expect(reopened.batchesOf(id, 0)).toEqual(batches(0, stored + 50));
    expect(reopened.loadCheckpoint(id)?.next).toBe(stored);
  });
});
