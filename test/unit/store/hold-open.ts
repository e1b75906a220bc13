/** A process that has a store open until it is asked to end, and adds a batch when it is asked to. */
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import { batches } from './support.ts';

const store = openStore(process.argv[2]!);
const { id } = store.listRuns()[0]!;
process.on('message', (asked) => {
  if (asked === 'end') {
    store.close();
    process.exit(0);
  }
  store.appendBatches(id, 0, batches(500, 501));
  process.send?.(store.batchesOf(id, 0).length);
});
process.send?.('open');
