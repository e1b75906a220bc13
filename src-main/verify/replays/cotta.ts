import { z } from 'zod';
import { layoutOf, sourceWeights, thetaName } from '../../methods/cotta-weights.ts';
import type { MethodState } from '../../methods/method.ts';
import { readFloat32, readIntegers } from '../../models/stored-tensor.ts';
import { detail, diagnostic, renamed, stateTensor, type FinalQuantity, type Recording, type Replay } from './replay.ts';

const infoSchema = z.looseObject({ adapted: z.array(z.string()).default([]) });

/** A weight of the model as rows of a weight of the recording. */
interface RecordedRows {
  readonly recorded: string;
  /** Which rows, in the order of the model; undefined for all. */
  readonly rows: readonly number[] | undefined;
  readonly rowSize: number;
}

/** The last block's `q` and `kv` are rows of its recorded `qkv`, and a class mask picks rows of the head. */
function recordedRows({ model, recorded, folder }: Recording, name: string, shape: readonly number[]): RecordedRows {
  const [count = 1, ...rest] = shape;
  const rowSize = rest.reduce((product, extent) => product * extent, 1);
  const part = /^(.*\.attn\.)(q|kv)(\..*)$/.exec(name);
  const mask = recorded.class_mask_used ? folder.classMask : undefined;
  if (part) {
    const [, before = '', which, after = ''] = part;
    const dim = model.constants[`${before}q.bias`]?.shape[0] ?? 0;
    const first = which === 'q' ? 0 : dim;
    const rows = Array.from({ length: count }, (_, i) => first + i);
    return { recorded: `${before}qkv${after}`, rows, rowSize };
  }
  return { recorded: name, rows: name.startsWith('head.') && mask ? mask : undefined, rowSize };
}

/** Where every value of the recording's weights is in the numbering of CoTTA; those of classes left out are nowhere. */
function placesOf(recording: Recording): ReadonlyMap<string, (index: number) => number | undefined> {
  const weights = sourceWeights(recording.model);
  const places = new Map<string, (index: number) => number | undefined>();
  for (const { name, offset } of layoutOf(weights)) {
    if (name === thetaName) {
      for (const norm of recording.model.normParameters) places.set(norm.name, (index) => norm.offset + index);
      continue;
    }
    const { recorded, rows, rowSize } = recordedRows(recording, name, weights[name]!.shape);
    const known = places.get(recorded);
    const position = rows && new Map(rows.map((row, i) => [row, i]));
    places.set(recorded, (index) => {
      const row = Math.floor(index / rowSize);
      const at = position ? position.get(row) : row;
      return at === undefined ? known?.(index) : offset + at * rowSize + (index % rowSize);
    });
  }
  return places;
}

/** Recorded weights of one kind in the order of the model, joined; undefined where they are not recorded. */
function compareWeights(
  recording: Recording,
  state: MethodState,
  prefix: string,
  who: 'student' | 'teacher',
): FinalQuantity[] {
  const weights = sourceWeights(recording.model);
  const [found, recorded]: [number[], number[]] = [[], []];
  for (const [name, { shape }] of Object.entries(weights)) {
    if (name === thetaName) continue;
    const { recorded: source, rows, rowSize } = recordedRows(recording, name, shape);
    const stored = recording.file.tensors.get(prefix + source);
    if (!stored) continue;
    const values = readFloat32(stored);
    const kept = rows ? rows.flatMap((row) => [...values.subarray(row * rowSize, (row + 1) * rowSize)]) : [...values];
    for (const value of kept) recorded.push(value);
    for (const value of state[`${who}.${name}`]?.data ?? []) found.push(value);
  }
  return recorded.length === 0 ? [] : [{ quantity: `weights of the ${who}`, tensor: prefix, found, recorded }];
}

/** The recorded places are restored in place of drawn ones; these recordings never augment. */
export const cottaReplay: Replay = {
  method: 'cotta',
  options: renamed({ lr: 'lr', momentum: 'momentum', restore: 'restore_prob' }),
  draws: (recording, batch) => {
    const { adapted } = infoSchema.parse(recording.recorded.info);
    const stored = recording.file.tensors.get('restore_idx');
    const entries = stored ? readIntegers(stored) : new Int32Array();
    const places = placesOf(recording);
    const restored: number[] = [];
    for (let i = 0; i < entries.length; i += 3) {
      const [step = -1, parameter = -1, index = 0] = entries.subarray(i, i + 3);
      if (step !== batch) continue;
      const place = places.get(adapted[parameter] ?? '')?.(index);
      if (place !== undefined) restored.push(place);
    }
    const data = Int32Array.from(restored).sort();
    return {
      restore: { dtype: 'int32', shape: [data.length], data },
      augmentation: { dtype: 'int32', shape: [1], data: Int32Array.of(0) },
    };
  },
  steps: [
    { quantity: 'student logits', tensor: 'student_outputs', found: detail('student_outputs') },
    { quantity: 'anchor confidence', tensor: 'anchor_confidence', found: diagnostic('anchor_confidence') },
    { quantity: 'loss', tensor: 'loss', found: diagnostic('loss') },
    { quantity: 'teacher parameters', tensor: 'teacher_norm_params', found: stateTensor('teacher.theta') },
  ],
  final: (recording, { state }) => [
    ...compareWeights(recording, state, 'final.', 'student'),
    ...compareWeights(recording, state, 'final_teacher.', 'teacher'),
  ],
};
