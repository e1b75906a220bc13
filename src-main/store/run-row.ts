import type { z } from 'zod';
import { adaptRunSchema, pretrainRunSchema, type RunRecord, type UnreadableRun } from '../../src-shared/records.ts';

/** A run as its table has it: what is read as a whole is JSON. */
export interface RunRow {
  id: string;
  kind: string;
  group_name: string | null;
  method: string;
  name: string;
  status: string;
  config: string;
  identity: string;
  inputs: string;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  error: string | null;
  summary: string | null;
  tags: string;
  notes: string;
  external: string | null;
}
export type RunRowWithAttempts = RunRow & {
  deleted_at: string | null;
  attempts: number;
  provenance: string | null;
};

export const formatJson = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

class UnreadableJson extends Error {}

const words = {
  config: 'configuration',
  inputs: 'list of inputs',
  provenance: 'origin',
  error: 'error',
  summary: 'summary',
  tags: 'list of tags',
  external: 'origin',
} as const;

function parseColumn(row: RunRowWithAttempts, column: keyof typeof words): unknown {
  const json = row[column];
  if (json === null) return null;
  try {
    return JSON.parse(json);
  } catch {
    throw new UnreadableJson(`Its ${words[column]} is damaged: it is not JSON.`);
  }
}

const schemas: ReadonlyMap<string, z.ZodType<RunRecord>> = new Map<string, z.ZodType<RunRecord>>([
  ['adapt', adaptRunSchema],
  ['pretrain', pretrainRunSchema],
]);

function toFields(row: RunRowWithAttempts): object {
  return {
    id: row.id,
    kind: row.kind,
    group: row.group_name,
    method: row.method,
    name: row.name,
    status: row.status,
    config: parseColumn(row, 'config'),
    identity: row.identity,
    inputs: parseColumn(row, 'inputs'),
    provenance: parseColumn(row, 'provenance'),
    attempts: row.attempts,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    error: parseColumn(row, 'error'),
    summary: parseColumn(row, 'summary'),
    tags: parseColumn(row, 'tags'),
    notes: row.notes,
    ...(row.external === null ? {} : { external: parseColumn(row, 'external') }),
  };
}

function parseRow(row: RunRowWithAttempts): RunRecord | string {
  const schema = schemas.get(row.kind);
  if (!schema) return `Its kind is ${row.kind}, which this version of the lab does not know.`;
  try {
    const parsed = schema.safeParse(toFields(row));
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    return `Its record does not fit this version of the lab: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}.`;
  } catch (error) {
    if (error instanceof UnreadableJson) return error.message;
    throw error;
  }
}

/** The record in a row, with the defaults of settings that are newer than it; or why there is none. */
export function readRow(row: RunRowWithAttempts): RunRecord | UnreadableRun {
  const record = parseRow(row);
  if (typeof record !== 'string') return record;
  return { id: row.id, name: row.name, createdAt: row.created_at, problem: record };
}

export const isUnreadable = (run: RunRecord | UnreadableRun): run is UnreadableRun => 'problem' in run;
export const isReadable = (run: RunRecord | UnreadableRun): run is RunRecord => !isUnreadable(run);

export function toRow(run: RunRecord): RunRow {
  return {
    id: run.id,
    kind: run.kind,
    group_name: run.group,
    method: run.method,
    name: run.name,
    status: run.status,
    config: JSON.stringify(run.config),
    identity: run.identity,
    inputs: JSON.stringify(run.inputs),
    created_at: run.createdAt,
    started_at: run.startedAt,
    finished_at: run.finishedAt,
    error: formatJson(run.error),
    summary: formatJson(run.summary),
    tags: JSON.stringify(run.tags),
    notes: run.notes,
    external: formatJson((run.kind === 'adapt' && run.external) || null),
  };
}
