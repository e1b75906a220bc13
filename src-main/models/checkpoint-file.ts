import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { LabError } from '../../src-shared/errors.ts';
import type { WeightsChoice } from '../../src-shared/model-reading.ts';
import { openNpz } from './numpy/open-npz.ts';
import { isLegacy } from './pytorch/legacy.ts';
import { openPytorch } from './pytorch/open-pytorch.ts';
import { openSafetensors } from './safetensors.ts';
import { openSharded, shardIndex } from './sharded.ts';
import type { CheckpointFile, StoredTensor } from './stored-tensor.ts';
import { WeightsQuestion } from './weights-question.ts';
import { unwrapNames } from './wrapping.ts';

const headBytes = 256;

function readHead(path: string): Buffer | undefined {
  try {
    const descriptor = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(headBytes);
      return bytes.subarray(0, readSync(descriptor, bytes, 0, headBytes, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Whoever opens the file next says what is wrong with it.
    return undefined;
  }
}

interface Stranger {
  readonly matches: (head: Buffer) => boolean;
  /** Read after the file's path. */
  readonly what: string;
  readonly hint: string;
}

const startsWith =
  (...bytes: readonly number[]) =>
  (head: Buffer): boolean =>
    head.subarray(0, bytes.length).equals(Buffer.from(bytes));

const saveAgain = 'Load and save it with a newer PyTorch, or save its state dictionary as safetensors.';
const download = 'Download the file itself again.';

const isZip = startsWith(0x50, 0x4b, 0x03, 0x04);

/** Of an archive of NumPy the first file is an array already; PyTorch's begins with its pickle. */
const isNpz = (head: Buffer): boolean =>
  isZip(head) && head.length >= 30 && head.toString('latin1', 30, 30 + head.readUInt16LE(26)).endsWith('.npy');

/** Other kinds of files under the name of a checkpoint, recognised by their first bytes. */
const strangers: readonly Stranger[] = [
  { matches: (head) => head.length === 0, what: 'is empty', hint: download },
  {
    matches: (head) => head.toString('latin1').startsWith('version https://git-lfs'),
    what: 'is a placeholder of Git LFS, not the checkpoint',
    hint: 'Fetch the file itself with `git lfs pull`, or download it.',
  },
  {
    matches: (head) => /^\s*<(?:!doctype|html|\?xml)/i.test(head.toString('latin1')),
    what: 'is a web page, not a checkpoint',
    hint: download,
  },
  {
    matches: (head) => head[0] === 0x80 && head[1]! >= 2 && head[1]! <= 5 && head[8] !== 0x7b,
    what: 'is a bare Python pickle, not a checkpoint of PyTorch',
    hint: saveAgain,
  },
  {
    matches: startsWith(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59),
    what: 'is one array of NumPy, not a checkpoint',
    hint: 'Choose the archive (.npz) that holds all of the weights.',
  },
  { matches: startsWith(0x1f, 0x8b), what: 'is packed with gzip', hint: 'Unpack it first.' },
  {
    matches: startsWith(0x89, 0x48, 0x44, 0x46),
    what: 'is an HDF5 file, as TensorFlow writes them',
    hint: 'Convert it to safetensors first.',
  },
];

/** The header of a safetensors file is JSON behind eight bytes of length. */
const mayBeSafetensors = (head: Buffer): boolean => head.length <= 8 || head[8] === 0x7b;

function readTable(path: string, weights: WeightsChoice | undefined): CheckpointFile {
  const index = shardIndex(path);
  if (index !== undefined && existsSync(index)) return openSharded(index, (shard) => readFileTable(shard, weights));
  return readFileTable(path, weights);
}

function readFileTable(path: string, weights: WeightsChoice | undefined): CheckpointFile {
  const head = readHead(path);
  if (head === undefined) return openSafetensors(path);
  if (isNpz(head)) return openNpz(path);
  if (isZip(head) || isLegacy(head)) return openPytorch(path, weights);
  const stranger = strangers.find(({ matches }) => matches(head));
  if (stranger) throw new LabError('bad-checkpoint', `${path} ${stranger.what}.`, stranger.hint);
  if (mayBeSafetensors(head)) return openSafetensors(path);
  throw new LabError(
    'bad-checkpoint',
    `${path} is neither a safetensors file nor a checkpoint of PyTorch or JAX.`,
    'Choose another file, or download this one again.',
  );
}

/** The tensors under the names that the model itself has for them. */
function unwrap(file: CheckpointFile, wanted: WeightsChoice | undefined): CheckpointFile {
  try {
    const { names, ...inside } = unwrapNames([...file.tensors.keys()], wanted);
    const found = file.weights ?? inside.weights;
    const averaged = file.averaged === true || inside.averaged;
    if (wanted === 'ema' && !averaged) throw new Error('it holds no running average (EMA) of its weights');
    const tensors = [...names].map(([name, bare]): [string, StoredTensor] => [
      bare,
      { ...file.tensors.get(name)!, name: bare },
    ]);
    return { ...file, tensors: new Map(tensors), averaged, ...(found ? { weights: found } : {}) };
  } catch (error) {
    if (error instanceof WeightsQuestion) throw error.about(file.path);
    const { message } = error as Error;
    throw new LabError('bad-checkpoint', `${file.path} can't be read: ${message}.`, 'Save the one model alone.', error);
  }
}

/**
 * Reads the table of contents of a checkpoint, safetensors, PyTorch's own format or JAX's archives of NumPy, recognised by how
 * it begins. What training programs wrap around a model's names is taken off.
 * @param weights which to take where a training checkpoint holds trained ones and their running average
 * @throws LabError `not-found`, `unanswered` where that was not said, or `bad-checkpoint` saying what the file is instead
 */
export function openCheckpoint(path: string, weights?: WeightsChoice): CheckpointFile {
  return unwrap(readTable(path, weights), weights);
}
