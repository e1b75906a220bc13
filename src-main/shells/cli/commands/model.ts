import path from 'node:path';
import type { ModelDescription, ModelRecord } from '../../../../src-shared/api/data.ts';
import { LabError } from '../../../../src-shared/errors.ts';
import { guessText, modelReadingSchema, readingText, type ModelReading } from '../../../../src-shared/model-reading.ts';
import type { CheckpointId } from '../../../../src-shared/published/checkpoints.ts';
import { readingOf, type ReadingFlags } from '../common-options.ts';
import { print, printJson } from '../output.ts';
import { withLab, type CommonOptions } from '../session.ts';
import { render } from '../run-tables.ts';

export interface ModelAddFlags extends CommonOptions, ReadingFlags {
  readonly name?: string;
}

export interface ModelEditFlags extends ModelAddFlags {
  readonly asFound?: readonly string[];
  readonly checkpoint?: CheckpointId | 'none';
}

const knownBy = { file: 'by its SHA-256', tensors: 'by its tensors', you: 'set by you' } as const;

/** Which published checkpoint a model is, behind a separator; nothing for any other. */
const checkpointText = ({ checkpoint }: ModelRecord, separator = ''): string =>
  checkpoint ? `${separator}${checkpoint.id} (${knownBy[checkpoint.by]})` : '';

function modelTable(records: readonly ModelRecord[]): string {
  return render(
    ['Id', 'Name', 'Architecture', 'Published checkpoint', 'Computes', 'File'],
    records.map((record) => {
      const { id, name, architecture, parts, model, problem } = record;
      if (problem !== null) return [id, name, problem, '–', '–', model];
      return [id, name, architecture, checkpointText(record) || '–', readingText(parts), model];
    }),
    6,
  );
}

function show(record: ModelRecord, json: boolean | undefined): void {
  if (json) printJson(record);
  else print(`${record.name}: ${record.architecture}, ${readingText(record.parts)}${checkpointText(record, '; ')}`);
}

export function modelListCommand({ json, ...common }: CommonOptions): Promise<void> {
  return withLab(common, async ({ api }) => {
    const records = await api.listModels({});
    if (json) printJson(records);
    else print(modelTable(records));
  });
}

/** Reading of a checkpoint, in lines. */
function checkText({
  architecture,
  classes,
  imageSize,
  parts,
  parameters,
  adapted,
  contents,
}: ModelDescription): string {
  const { tensors, norms, unused } = contents;
  const guessed = guessText(parts);
  return [
    `${architecture}: ${classes.toLocaleString('en')} classes, images of ${imageSize} pixels`,
    `Computes: ${readingText(parts)}`,
    `Tensors: ${tensors.toLocaleString('en')} with ${parameters.toLocaleString('en')} numbers`,
    `Adapted: ${adapted.toLocaleString('en')} numbers in ${norms} norm layers`,
    `Not used: ${unused.length === 0 ? 'nothing' : unused.join(', ')}`,
    ...(guessed === null ? [] : [guessed]),
  ].join('\n');
}

export function modelCheckCommand(file: string, { json, dataDir, name: _, ...flags }: ModelAddFlags): Promise<void> {
  return withLab({ ...(dataDir === undefined ? {} : { dataDir }) }, async ({ api }) => {
    const found = await api.inspectModel({ path: path.resolve(file), ...readingOf(flags) });
    if (json) printJson(found);
    else print(checkText(found));
  });
}

export function modelAddCommand(file: string, { name, json, dataDir, ...flags }: ModelAddFlags): Promise<void> {
  return withLab({ ...(dataDir === undefined ? {} : { dataDir }) }, async ({ api }) => {
    const full = path.resolve(file);
    show(await api.addModel({ name: name ?? path.parse(full).name, path: full, ...readingOf(flags) }), json);
  });
}

/** The earlier answers without the discarded ones. @throws LabError `bad-option` */
function without(reading: ModelReading, asFound: readonly string[]): Partial<ModelReading> {
  const names = Object.keys(modelReadingSchema.shape);
  const unknown = asFound.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new LabError('bad-option', `A model has no setting "${unknown}".`, `Settings: ${names.join(', ')}.`);
  }
  return Object.fromEntries(Object.entries(reading).filter(([name]) => !asFound.includes(name)));
}

export function modelEditCommand(
  which: string,
  { name, asFound, checkpoint, json, dataDir, ...flags }: ModelEditFlags,
): Promise<void> {
  return withLab({ ...(dataDir === undefined ? {} : { dataDir }) }, async ({ api }) => {
    const known = (await api.findModel({ which })) ?? (await api.findModel({ which: path.resolve(which) }));
    if (!known) {
      throw new LabError('not-found', `No source model ${which} was added.`, 'See `lab model list`.');
    }
    const { reading = {} } = readingOf(flags, without(known.reading ?? {}, asFound ?? []));
    const said = checkpoint === undefined ? {} : { checkpoint: checkpoint === 'none' ? null : checkpoint };
    show(await api.editModel({ id: known.id, name: name ?? known.name, reading, ...said }), json);
  });
}
