import { z } from 'zod';
import { atOnceSchema, deviceSchema, deviceSettingsSchema } from '../devices.ts';
import {
  autoEngineSchema,
  engineIdSchema,
  engineReportSchema,
  engineSetupSchema,
  setupUnderWaySchema,
} from '../engines.ts';
import { optionSpecSchema } from '../option-specs.ts';
import { metricNames } from '../metrics/metrics.ts';
import { paperSetupSchema } from '../paper-setup.ts';
import { runRecordSchema } from '../records.ts';
import { runConfigSchema } from '../run-config.ts';
import { command, query } from './call.ts';
import { distinct, done, nothing, someOf } from './common.ts';
import { ownCheckSchema, ownCorruptionSchema, ownFileSchema, ownFilesSchema } from './own.ts';
import { withheldSchema } from './runs.ts';

export type { EngineId, EngineReport } from '../engines.ts';

export const benchResultSchema = z.strictObject({
  engine: engineIdSchema,
  /** ISO 8601. */
  measuredAt: z.iso.datetime(),
  /** Medians on the embedded model, batch 64; null where the engine failed. */
  forwardImagesPerSecond: z.number().nullable(),
  stepImagesPerSecond: z.number().nullable(),
  peakMemoryBytes: z.int().nonnegative().nullable(),
  /** Why it failed. */
  problem: z.string().nullable(),
});
export type BenchResult = z.output<typeof benchResultSchema>;

/** A method as forms need it. */
const methodInfoSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  summary: z.string(),
  needs: z.array(z.string()),
  options: z.array(optionSpecSchema),
  own: ownFileSchema.exactOptional(),
});
export type MethodInfo = z.output<typeof methodInfoSchema>;

export const settingsSchema = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  /** Engine of new experiments. */
  engine: z.enum(['auto', ...engineIdSchema.options]).default('auto'),
  threads: z.int().nonnegative().max(1024).default(0),
  ...deviceSettingsSchema.shape,
  /** Whether the system notifies of finished and failed runs. */
  notifications: z.boolean().default(true),
  /** Effect of closing the last window while a run is in progress. */
  onClose: z.enum(['ask', 'background', 'stop']).default('ask'),
  /** The run that others are compared with. */
  baselineRun: z.string().nullable().default(null),
});
export type Settings = z.output<typeof settingsSchema>;

const labInfoSchema = z.strictObject({
  version: z.string(),
  gitCommit: z.string().nullable(),
  nodeVersion: z.string(),
  os: z.string(),
  host: z.string(),
  dataFolder: z.string(),
  /** Where it will be after the next start; another one when the user has chosen so. */
  nextDataFolder: z.string(),
  /** Lines of Python that read its runs in a notebook. */
  notebook: z.string(),
  /** Bytes of database and cache. */
  storeBytes: z.int().nonnegative(),
  cacheBytes: z.int().nonnegative(),
  /** Notices on opening the lab, e.g. that a damaged database was put aside. */
  notices: z.array(z.string()),
});
export type LabInfo = z.output<typeof labInfoSchema>;

/** An entry of the lab's log. */
const logEntrySchema = z.strictObject({
  time: z.iso.datetime(),
  /** Id of the process that wrote it. */
  process: z.int().nonnegative(),
  level: z.enum(['info', 'error']),
  /** The run that it happened in, if it was one. */
  run: z.string().nullable(),
  /** Several lines where there is a stack. */
  text: z.string(),
});
export type LogEntry = z.output<typeof logEntrySchema>;

/** Which entries of the log, the newest ones of those. */
const logQuerySchema = z.strictObject({
  limit: z.int().min(1).max(1000).default(200),
  level: logEntrySchema.shape.level.exactOptional(),
  run: z.string().exactOptional(),
});
export type LogQuery = z.output<typeof logQuerySchema>;

/** A starting point for New experiment: a name, when to use it, and the settings that it changes. */
export const presetSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  about: z.string(),
  methods: z.array(z.string()),
  /** Its changes to the options of methods, by method. */
  options: z.record(z.string(), runConfigSchema.shape.options.unwrap()),
  config: someOf(runConfigSchema),
});
export type Preset = z.output<typeof presetSchema>;

/** State of a suite's runs; interrupted or cancelled ones count as missing: starting resumes them. */
const suiteStatusSchema = z.enum(['missing', 'queued', 'running', 'done', 'failed']);
export type SuiteStatus = z.output<typeof suiteStatusSchema>;

/** A cell of a suite's table: the value over its runs, once they are done. */
const suiteCellSchema = z.strictObject({
  row: z.string(),
  column: z.string(),
  /** Runs of this cell, one per seed; an empty list before the suite was started. */
  runIds: z.array(z.string()),
  status: suiteStatusSchema,
  /** In the unit of the column: percent for accuracies, seconds for times. */
  mean: z.number().nullable(),
  std: z.number().nullable(),
  published: z.number().nullable(),
  /** Where the published value stands. */
  source: z.string().nullable(),
});
export type SuiteCell = z.output<typeof suiteCellSchema>;

/**
 * `embedded` suites run on what ships with the lab, `paper` ones repeat the paper's tables, and `wild` ones the wild settings
 * of SAR, on data of the user.
 */
const suiteFamilySchema = z.enum(['embedded', 'paper', 'wild']);
export type SuiteFamily = z.output<typeof suiteFamilySchema>;

const suiteSummarySchema = z.strictObject({
  id: z.string(),
  family: suiteFamilySchema,
  title: z.string(),
  about: z.string(),
  /**
   * Runs in all with the default seeds, pre-trainings included, and how many of them are done already (same configuration
   * hash). There are none where the data is not set yet.
   */
  runs: z.int().nonnegative(),
  finished: z.int().nonnegative(),
  active: z.boolean(),
});
export type SuiteSummary = z.output<typeof suiteSummarySchema>;

export const suiteStateSchema = z.strictObject({
  summary: suiteSummarySchema,
  /** `method` is the id of the method that a row is of. */
  rows: z.array(z.strictObject({ id: z.string(), label: z.string(), method: z.string() })),
  /** `group` heads neighbouring columns, e.g. Noise, Blur. */
  columns: z.array(
    z.strictObject({
      id: z.string(),
      label: z.string(),
      group: z.string().nullable(),
      higherIsBetter: z.boolean(),
      /** False where its rows measure different things, so that none of them is the best. */
      isRanked: z.literal(false).exactOptional(),
      /** Measured quantity and its unit, e.g. `top1_percent`. */
      unit: z.string(),
    }),
  ),
  /** Choices for its runs: corruptions, and images per stream (what it has if nothing is; null for all). */
  choices: z.strictObject({ corruptions: z.array(z.string()), images: z.int().min(1).nullable() }),
  /** Metric of the columns of accuracy. */
  metric: z.enum(metricNames),
  /** Whether columns have runs of their own, so that some of them can be run without the others. */
  hasRunsPerColumn: z.boolean(),
  cells: z.array(suiteCellSchema),
  /** Published tables whose protocol is not that of the suite's runs, each with the settings that differ; their values are not shown. */
  withheld: z.array(withheldSchema),
  /** Gaps of the table and departures from the paper; one sentence each. */
  notes: z.array(z.string()),
  /** Generators that are pre-trained before the runs that use them. */
  pretrainings: z.array(z.strictObject({ name: z.string(), runId: z.string().nullable(), status: suiteStatusSchema })),
  seeds: z.array(z.int().nonnegative()),
  /** Possible drawing besides the table: value over the columns' numbers, one line per row. */
  curve: z.strictObject({ xLabel: z.string(), yLabel: z.string(), x: z.array(z.number().nullable()) }).nullable(),
});
export type SuiteState = z.output<typeof suiteStateSchema>;

/**
 * A part of a suite: ids of rows (methods) and columns of its table, all of them where none are given; and the
 * corruptions and images per stream of its runs, which make a table of their own, and the clean images that each predicts after its
 * streams, for forgetting.
 */
const suitePartSchema = z.strictObject({
  rows: z.array(z.string()).min(1).exactOptional(),
  columns: z.array(z.string()).min(1).exactOptional(),
  corruptions: distinct(z.string()).min(1).exactOptional(),
  images: z.int().min(1).nullable().exactOptional(),
  cleanImages: z.int().min(1).exactOptional(),
});
export type SuitePart = z.output<typeof suitePartSchema>;

export const suitePartInput = z.strictObject({
  id: z.string(),
  seeds: distinct(z.int().nonnegative()).min(1).max(50),
  part: suitePartSchema.exactOptional(),
});

export const labCalls = {
  info: query(nothing, labInfoSchema),
  /** Built-in methods, then the user's own that can be used; those are described by a process of their own. */
  listMethods: query(nothing, z.array(methodInfoSchema)),
  /** The user's own corruptions that can be used, described likewise. */
  listOwnCorruptions: query(nothing, z.array(ownCorruptionSchema)),
  ownFiles: query(nothing, ownFilesSchema),
  /**
   * Tries a method on the embedded model in a process of its own: seconds. Errors: `bad-option` (no such method), what is wrong
   * with its file, `job-crashed` where it had to be stopped.
   */
  checkMethod: command(
    z.strictObject({ id: z.string().min(1), engines: distinct(engineIdSchema).exactOptional() }),
    z.array(ownCheckSchema),
  ),
  /** The same for a corruption, built in or own, on images of its own making. */
  checkCorruption: command(z.strictObject({ id: z.string().min(1) }), z.array(ownCheckSchema)),
  listPresets: query(nothing, z.array(presetSchema)),

  listEngines: query(nothing, z.array(engineReportSchema)),
  /** The candidates of `auto` here and their measurements; takes as long as NVIDIA's driver takes to answer. */
  autoEngine: query(nothing, autoEngineSchema),
  /** Devices that runs can be computed on here. */
  listDevices: query(nothing, z.array(deviceSchema)),
  /** Measurements of several runs at a time on the CPU. */
  runsAtOnce: query(nothing, z.array(atOnceSchema)),
  /** Measures that with a model; seconds for each number of runs. Errors: `bad-input` while something else computes. */
  measureRunsAtOnce: command(z.strictObject({ model: z.string().min(1) }), z.array(atOnceSchema)),
  /** Measures again what `auto` means; seconds per engine and family. Errors: `bad-input` while something else computes. */
  measureEngines: command(nothing, autoEngineSchema),
  /** Fetches what an engine lacks and tries it; minutes. Errors: what went wrong; everything is as it was before then. */
  setUpEngine: command(z.strictObject({ setup: engineSetupSchema }), done),
  stopEngineSetup: command(nothing, done),
  engineSetup: query(nothing, setupUnderWaySchema.nullable()),
  /** Results of earlier benchmarks on this computer. */
  listBenchmarks: query(nothing, z.array(benchResultSchema)),
  /** Takes its turn in the queue and some seconds per engine. Errors: `bad-input` while one is under way. */
  benchmark: command(z.strictObject({ engines: distinct(engineIdSchema).min(1) }), z.array(benchResultSchema)),

  /** The end of the log, newest entry first, and the file that it is in. Errors: `bad-input` where it can't be read. */
  readLog: query(logQuerySchema, z.strictObject({ file: z.string(), entries: z.array(logEntrySchema) })),

  getSettings: query(nothing, settingsSchema),
  changeSettings: command(someOf(settingsSchema), settingsSchema),
  /** The data folder from the next start on; null for the system's default. */
  moveDataFolder: command(z.strictObject({ path: z.string().min(1).nullable() }), done),

  /** State of a page that survives a restart, e.g. an unfinished form; at most 256 KiB of JSON per key. */
  readUiState: query(z.strictObject({ key: z.string().min(1).max(120) }), z.json().nullable()),
  writeUiState: command(z.strictObject({ key: z.string().min(1).max(120), value: z.json() }), done),

  listSuites: query(nothing, z.array(suiteSummarySchema)),
  getSuite: query(suitePartInput.extend({ metric: z.enum(metricNames).exactOptional() }), suiteStateSchema),
  estimateSuite: query(
    suitePartInput,
    z.strictObject({ seconds: z.number().nullable(), basis: z.string(), runs: z.int() }),
  ),
  /** Queues the runs that are not done yet, of all of the table or a part. */
  startSuite: command(suitePartInput, z.array(runRecordSchema)),
  /** Where the data of the paper's suites lies. */
  getPaperSetup: query(nothing, paperSetupSchema),
  /** Takes paths as they are; what is wrong with them stands in the suites' notes. Errors: `bad-input` for a path outside the roots. */
  changePaperSetup: command(someOf(paperSetupSchema), paperSetupSchema),
  /** Cancels what is queued or under way of a suite. */
  stopSuite: command(z.strictObject({ id: z.string() }), done),
};
