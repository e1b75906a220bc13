import type { Batch, ImageStream } from '../data/stream.ts';

/** A batch, and which of several streams it is of. */
export interface Turn {
  readonly task: number;
  readonly batch: Batch;
}

async function* wholeBatches(stream: ImageStream, batchSize: number): AsyncGenerator<Batch, undefined, undefined> {
  for await (const batch of stream.batches()) if (batch.size === batchSize) yield batch;
}

/**
 * The whole batches of several streams by turns, in rounds with one of each; it ends with the last round that is complete. So the n-th
 * batch is always that of stream n mod the number of streams.
 */
export async function* turns(
  streams: readonly ImageStream[],
  batchSize: number,
): AsyncGenerator<Turn, undefined, undefined> {
  const open = streams.map((stream) => wholeBatches(stream, batchSize));
  try {
    for (;;) {
      const round: Turn[] = [];
      for (const [task, batches] of open.entries()) {
        const next = await batches.next();
        if (next.done) return;
        round.push({ task, batch: next.value });
      }
      yield* round;
    }
  } finally {
    for (const batches of open) await batches.return(undefined);
  }
}
