/**
 * A thread that opens stores at the same moments as others do: for each file it waits until `arrived` has counted all
 * threads to it. Answers with what went wrong, a sentence each.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { openConnection } from '../../../src-main/store/connection.ts';
import { migrations } from '../../../src-main/store/schema.ts';

const { files, arrived, threads } = workerData as { files: string[]; arrived: Int32Array; threads: number };
const problems: string[] = [];
for (const [index, file] of files.entries()) {
  Atomics.add(arrived, index, 1);
  while (Atomics.load(arrived, index) < threads);
  try {
    openConnection(file, { migrations }).db.close();
  } catch (error) {
    problems.push((error as Error).message);
  }
}
parentPort!.postMessage(problems);
