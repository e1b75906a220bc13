import { z } from 'zod';
import { resultsSchema, resultUnits } from '../external-run.ts';
import { runRecordSchema } from '../records.ts';
import { datasetSchema, runConfigSchema } from '../run-config.ts';
import { command, query } from './call.ts';
import { someOf } from './common.ts';

const [embedded, folder] = datasetSchema.options;

/** Owner's statement of the protocol of results; all that is left out is unknown. Shifts are those of the results. */
const statementSchema = z.strictObject({
  settings: someOf(runConfigSchema.omit({ dataset: true, shifts: true })),
  /** Of a folder often only the benchmark is known. */
  dataset: z
    .discriminatedUnion('kind', [embedded, folder.extend({ path: folder.shape.path.exactOptional() })])
    .exactOptional(),
});
export type Statement = z.output<typeof statementSchema>;

const resultsFile = {
  name: z.string().min(1).max(500),
  text: z.string().max(50_000_000),
  unit: z.enum(resultUnits),
  /** Of streams whose severity the file doesn't say. */
  severity: z.int().min(1).max(5).exactOptional(),
};

/** @param labels the schema of what a run is called */
export function resultCalls<Labels extends z.ZodType>(labels: Labels) {
  return {
    /** Accuracies in a CSV or the log of a reference implementation. Errors: `bad-input`. */
    readResults: query(z.strictObject(resultsFile), resultsSchema),
    /** Stores them as a run that is done and marked as external. Errors: `bad-input`. */
    importResults: command(z.strictObject({ ...resultsFile, statement: statementSchema, labels }), runRecordSchema),
  };
}
