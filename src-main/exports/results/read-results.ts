import { LabError } from '../../../src-shared/errors.ts';
import type { Results } from '../../../src-shared/external-run.ts';
import { readCsv } from './read-csv.ts';
import { readLog } from './read-log.ts';
import type { ResultUnit } from './units.ts';

/** Batches that one file may give. */
const mostBatches = 250_000;

/**
 * Reads accuracies by stream, maybe by batch, from a CSV or from the log of a reference implementation.
 * @param name of the file
 * @param severity of streams whose severity the file doesn't say
 * @throws LabError `bad-input` in one sentence
 */
export function readResults(
  text: string,
  options: { readonly name: string; readonly unit: ResultUnit; readonly severity: number | undefined },
): Results {
  const results = readLog(text, options) ?? readCsv(text, options);
  const batches = results.streams.reduce((sum, stream) => sum + stream.batches.length, 0);
  if (batches <= mostBatches) return results;
  throw new LabError('bad-input', `${options.name} has ${batches} batches; ${mostBatches} are the most.`);
}
