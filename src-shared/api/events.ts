import { z } from 'zod';
import { setupUnderWaySchema } from '../engines.ts';
import { epochRecordSchema, logEntrySchema, runRecordSchema } from '../records.ts';
import { runCurveSchema, runProgressSchema } from './runs.ts';

/** Events that the lab sends to every window, by topic. High-rate topics are merged to at most 10 messages a second per run. */
export const labEvents = {
  /** A run was created, restored, changed its status or its labels. */
  run: runRecordSchema,
  /** Runs were deleted. */
  runsDeleted: z.strictObject({ ids: z.array(z.string()) }),
  progress: runProgressSchema,
  /** Rows that were measured since the last of these events for this run. */
  curve: runCurveSchema,
  /** An attempt of this run begins at its last checkpoint: rows measured after that are void, so fetch its curve again. */
  rewound: z.strictObject({ runId: z.string() }),
  epoch: z.strictObject({ runId: z.string(), epoch: epochRecordSchema }),
  log: z.strictObject({ runId: z.string(), entry: logEntrySchema }),
  /** Something that lists are made of has changed: fetch it again. */
  changed: z.strictObject({
    what: z.enum([
      'datasets',
      'methods',
      'models',
      'mggs',
      'engines',
      'benchmarks',
      'settings',
      'suites',
      'sweeps',
      'queue',
      'unreadableRuns',
    ]),
  }),
  /** How far the set-up of an engine is; null once it is over. */
  engineSetup: setupUnderWaySchema.nullable(),
  /** Progress of an inspection: folders counted so far. */
  inspecting: z.strictObject({ path: z.string(), done: z.int().nonnegative(), total: z.int().nonnegative() }),
  /** A sentence for the user that belongs to no run. */
  notice: z.strictObject({ level: z.enum(['info', 'warning', 'error']), text: z.string() }),
};

export type LabEventTopic = keyof typeof labEvents;
export type LabEventPayload<Topic extends LabEventTopic> = z.output<(typeof labEvents)[Topic]>;
/** An event with its topic, as a union over all topics. */
export type LabEvent = { [Topic in LabEventTopic]: { topic: Topic; payload: LabEventPayload<Topic> } }[LabEventTopic];
