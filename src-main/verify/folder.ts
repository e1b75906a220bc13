import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { LabError } from '../../src-shared/errors.ts';
import { modelReadingSchema, poolNames, type Activation, type ModelReading } from '../../src-shared/model-reading.ts';
import { openSafetensors } from '../models/safetensors.ts';
import { readFloat32, readIntegers, type CheckpointFile, type StoredTensor } from '../models/stored-tensor.ts';

const methodSchema = z.looseObject({
  /** Which reference implementation made the file. */
  reference: z.string(),
  hyper: z.record(z.string(), z.unknown()),
  class_mask_used: z.boolean().default(false),
  /** Notes about the recording, e.g. values that follow from its settings. */
  info: z.record(z.string(), z.unknown()).default({}),
});

const configSchema = z.looseObject({
  model: z.looseObject({
    num_classes: z.int().positive(),
    num_heads: z.int().positive().exactOptional(),
    img_size: z.int().positive().exactOptional(),
    layernorm_eps: z.number().positive().exactOptional(),
    norm_eps: z.number().positive().exactOptional(),
    act: z.string().exactOptional(),
    global_pool: z.enum(poolNames).exactOptional(),
  }),
  class_mask_indices: z.array(z.int().nonnegative()).nullish(),
  methods: z.record(z.string(), methodSchema),
});

const nestedNumbers = z.record(z.string(), z.number());
const sensitivitySchema = z.record(z.string(), z.looseObject({}).catchall(z.unknown()));

export type RecordedMethod = z.output<typeof methodSchema>;

/** Rounding found between the float32 and the float64 run of the reference, by quantity; absolute. */
export type Sensitivity = (quantity: string) => number | undefined;

/** Recorded inputs and outputs of reference implementations. */
export interface GoldenFolder {
  readonly path: string;
  /** Facts about the model in its configuration, beyond the tensors. */
  readonly reading: ModelReading;
  readonly classMask: readonly number[] | undefined;
  readonly methods: Readonly<Record<string, RecordedMethod>>;
  file(name: string): string;
  recording(method: string): CheckpointFile;
  /** Clean images [N, 3, H, W] for statistics of the source. */
  sourceImages(): Item;
  sensitivity(method: string): Sensitivity;
}

function readJson<T>(path: string, schema: z.ZodType<T>): T {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new LabError('not-found', `${path} can't be read.`, 'Give a folder of recorded reference outputs.', error);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new LabError('bad-input', `${path} is not JSON.`, undefined, error);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new LabError(
    'bad-input',
    `${path} has an unexpected form at ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}.`,
  );
}

function largest(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : Math.max(...values);
}

/** The recorded rounding of a quantity: a number, or the largest of one per step or per tensor. */
function sensitivityOf(entry: Readonly<Record<string, unknown>> | undefined): Sensitivity {
  return (quantity) => {
    const value = entry?.[quantity === 'outputs' ? 'outputs_max_abs_diff_per_step' : `${quantity}_max_abs_diff`];
    if (typeof value === 'number') return value;
    if (Array.isArray(value)) return largest(z.array(z.number()).parse(value));
    const nested = nestedNumbers.safeParse(value);
    return nested.success ? largest(Object.values(nested.data)) : undefined;
  };
}

/** Properties of a model in its configuration that are not in its tensors, as a user would set them. */
function readingOf(model: z.output<typeof configSchema>['model']): ModelReading {
  const {
    num_heads: heads,
    layernorm_eps: own,
    norm_eps: eps = own,
    act,
    global_pool: pool,
    img_size: imageSize,
  } = model;
  const given = { heads, eps, pool, imageSize, activation: act === undefined ? undefined : activationInWords(act) };
  return modelReadingSchema.parse(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
}

/** An activation that is described, e.g. `gelu (exact, erf)`. */
function activationInWords(text: string): Activation {
  return /quick|1\.702/i.test(text)
    ? 'quick_gelu'
    : /tanh/i.test(text)
      ? 'gelu_tanh'
      : /^relu/i.test(text)
        ? 'relu'
        : 'gelu';
}

/**
 * Opens a folder of recorded reference outputs.
 * @throws LabError `not-found` or `bad-input` naming the file and what is wrong with it
 */
export function openGoldenFolder(path: string): GoldenFolder {
  const config = readJson(join(path, 'config.json'), configSchema);
  const sensitivityFile = join(path, 'sensitivity.json');
  const sensitivities = existsSync(sensitivityFile) ? readJson(sensitivityFile, sensitivitySchema) : {};
  return {
    path,
    reading: readingOf(config.model),
    classMask: config.class_mask_indices ?? undefined,
    methods: config.methods,
    file: (name) => join(path, name),
    recording: (method) => openSafetensors(join(path, 'methods', `${method}.safetensors`)),
    sourceImages: () => {
      const file = openSafetensors(join(path, 'source_images.safetensors'));
      return { data: values(file, 'x'), shape: file.tensors.get('x')?.shape ?? [] };
    },
    sensitivity: (method) => sensitivityOf(sensitivities[method]),
  };
}

/** Values of a tensor that must be there. */
export function values(file: CheckpointFile, name: string): Float32Array {
  return numbersOf(stored(file, name));
}

function stored(file: CheckpointFile, name: string): StoredTensor {
  const tensor = file.tensors.get(name);
  if (!tensor) throw new LabError('bad-input', `${file.path} has no tensor ${name}.`);
  return tensor;
}

/** Values of floats, integers or flags. */
function numbersOf(tensor: StoredTensor): Float32Array {
  return /^B?F/.test(tensor.dtype) ? readFloat32(tensor) : Float32Array.from(readIntegers(tensor));
}

/** One item of a stream, e.g. a batch: its values and shape without the stream axis. */
export interface Item {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** A tensor [T, …] cut along its first axis; a smaller last item lies in `<name>_last`. */
export function items(file: CheckpointFile, name: string): Item[] {
  const tensor = stored(file, name);
  const [count = 0, ...shape] = tensor.shape;
  const all = numbersOf(tensor);
  const size = count === 0 ? 0 : all.length / count;
  const list = Array.from({ length: count }, (_, i): Item => ({ data: all.subarray(i * size, (i + 1) * size), shape }));
  const last = file.tensors.get(`${name}_last`);
  if (!last) return list;
  const trimmed = last.shape.length === tensor.shape.length ? last.shape.slice(1) : last.shape;
  return [...list, { data: numbersOf(last), shape: trimmed }];
}

/** Recorded logits [B, C] of the classes that count, whether the recording was cut down to them or not. */
export function maskedOutputs(folder: GoldenFolder, recorded: RecordedMethod, { data, shape }: Item): Float32Array {
  const mask = recorded.class_mask_used ? folder.classMask : undefined;
  const width = shape.at(-1) ?? 1;
  if (mask === undefined || width === mask.length) return data;
  const pick = (_: unknown, i: number): number =>
    data[width * Math.floor(i / mask.length) + (mask[i % mask.length] ?? NaN)] ?? NaN;
  return Float32Array.from({ length: (data.length / width) * mask.length }, pick);
}
