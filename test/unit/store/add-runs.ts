/** Adds runs to a store that other processes open and write at the same time: `node add-runs.ts <database> <count>`. */
import { openStore } from '../../../src-main/store/sqlite-store.ts';

const [file, count] = process.argv.slice(2) as [string, string];
const store = openStore(file);
for (let i = 0; i < Number(count); i++)
  store.createRun({ kind: 'pretrain', method: 'mgg', name: 'MGG', config: { i } });
store.close();
