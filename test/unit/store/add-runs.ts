/** Adds runs to a store that other processes open and write at the same time: `node add-runs.ts <database> <count>`. */
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import { newPretraining } from './new-pretraining.ts';

const [file, count] = process.argv.slice(2) as [string, string];
const store = openStore(file);
for (let i = 0; i < Number(count); i++) store.createRun(newPretraining(i));
store.close();
