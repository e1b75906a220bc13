import { parentPort, workerData } from 'node:worker_threads';
import { toErrorMessage } from '../../../src-shared/errors.ts';
import type { PreparationAnswer, PreparationTask, ThreadData } from './messages.ts';
import { createPreparer, type Preparer } from './prepare.ts';
import type { Prepared } from './recipe.ts';

/** A preparation thread: answers each task with the prepared images, whose memory it hands over. */
const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread.');

const { place, own } = workerData as ThreadData;
const preparer = createPreparer(place, own);
preparer.catch(() => undefined);

async function prepareAll(prepare: Preparer, { requests }: PreparationTask): Promise<Prepared[]> {
  const prepared: Prepared[] = [];
  for (const request of requests) {
    const result = await prepare(request);
    // A copy of just the pixels: decoders hand out views into larger blocks that can't be transferred.
    prepared.push('pixels' in result ? { pixels: result.pixels.slice() } : result);
  }
  return prepared;
}

async function answer(task: PreparationTask): Promise<void> {
  try {
    const prepared = await prepareAll(await preparer, task);
    const message: PreparationAnswer = { id: task.id, prepared };
    const memory = prepared.flatMap((result) => ('pixels' in result ? [result.pixels.buffer as ArrayBuffer] : []));
    port?.postMessage(message, memory);
  } catch (error) {
    const message: PreparationAnswer = { id: task.id, error: toErrorMessage(error) };
    port?.postMessage(message);
  }
}

port.on('message', (task: PreparationTask) => void answer(task));
