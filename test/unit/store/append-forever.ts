/** Appends batches to a run until it is killed: `node append-forever.ts <database> <run> <checkpoint every>`. */
import { setImmediate } from 'node:timers/promises';
import { openStore } from '../../../src-main/store/sqlite-store.ts';

const [file, runId, every] = process.argv.slice(2) as [string, string, string];
const store = openStore(file);
const row = { size: 4, correct1: 1, correct5: 2, adapted: true, computeSeconds: 1, loadSeconds: 1, diagnostics: {} };

for (let index = 0; ; index++) {
  store.appendBatches(runId, 0, [{ index, ...row }]);
  const theta = { shape: [20_000], dtype: 'float32', data: new Float32Array(20_000).fill(index) } as const;
  if ((index + 1) % Number(every) === 0) {
    store.saveCheckpoint(runId, {
      position: 0,
      next: index + 1,
      state: { theta },
      progress: { images: 4 * (index + 1) },
    });
  }
  // Said only after the call returned: from here on the batch must survive anything.
  process.stdout.write(`${index}\n`);
  await setImmediate();
}
