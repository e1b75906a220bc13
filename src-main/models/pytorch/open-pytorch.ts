import { closeSync, fstatSync, readSync, realpathSync } from 'node:fs';
import { LabError } from '../../../src-shared/errors.ts';
import type { WeightsChoice } from '../../../src-shared/model-reading.ts';
import { sizeOf } from '../../engines/engine.ts';
import { dtypeBits, openForReading, readRange, type CheckpointFile, type StoredTensor } from '../stored-tensor.ts';
import { WeightsQuestion } from '../weights-question.ts';
import { isLegacy, readLegacy } from './legacy.ts';
import { unpickle, type PickleValue } from './pickle.ts';
import { findStateDict, storageTypes, torchHost, type TorchTensor } from './state-dict.ts';
import { readZipDirectory, type ZipEntry } from '../zip-directory.ts';

/** A pickle that only names tensors is small; a larger one is something else. */
const largestPickle = 64 * 2 ** 20;

function readEntry(descriptor: number, { offset, size, compressed }: ZipEntry): Buffer {
  if (compressed) throw new Error('it is compressed');
  const bytes = Buffer.alloc(size);
  if (readSync(descriptor, bytes, 0, size, offset) < size) throw new Error('it is cut off');
  return bytes;
}

/** Values from the first to the last one of a tensor, those between them included. */
function span({ shape, strides }: TorchTensor): number {
  if (!strides || shape.includes(0)) return sizeOf(shape);
  return 1 + shape.reduce((sum, extent, axis) => sum + (extent - 1) * strides[axis]!, 0);
}

interface Place {
  readonly path: string;
  /** Of the file, in bytes. */
  readonly size: number;
}

function locate({ path, size }: Place, name: string, tensor: TorchTensor, storage: ZipEntry | undefined): StoredTensor {
  const dtype = storageTypes[tensor.type];
  if (!dtype) throw new Error(`its tensor ${name} holds numbers of an unknown kind (${tensor.type})`);
  if (!storage) throw new Error(`the numbers of its tensor ${name} are missing`);
  if (storage.compressed) throw new Error(`the numbers of its tensor ${name} are compressed`);
  const bytes = dtypeBits[dtype] / 8;
  const begin = tensor.offset * bytes;
  const length = span(tensor) * bytes;
  if (begin + length > storage.size) throw new Error(`its tensor ${name} is longer than its numbers`);
  // Steps of 0 repeat numbers without end.
  if (sizeOf(tensor.shape) * bytes > size) throw new Error(`its tensor ${name} has more numbers than the file`);
  const range = { path, byteOffset: storage.offset + begin, byteLength: length };
  const { shape, strides } = tensor;
  return { name, dtype, shape, range, ...(strides ? { strides } : {}) };
}

/** Contents of a checkpoint file: tensors with the place of their numbers. */
interface Contents {
  readonly checkpoint: PickleValue;
  readonly storages: ReadonlyMap<string, ZipEntry>;
}

function readArchive(descriptor: number, fileSize: number): Contents {
  const entries = readZipDirectory(descriptor, fileSize);
  const pickle = [...entries].find(([name]) => /^(?:[^/]+\/)?data\.pkl$/.test(name));
  if (!pickle) {
    const arrays = [...entries.keys()].some((name) => name.endsWith('.npy'));
    throw new Error(arrays ? 'it holds arrays of NumPy' : 'it has no data.pkl');
  }
  const [pickleName, pickleEntry] = pickle;
  const folder = pickleName.slice(0, -'data.pkl'.length);
  if (entries.has(`${folder}constants.pkl`)) throw new Error('it is a TorchScript program, not a state dictionary');
  if (pickleEntry.size > largestPickle) throw new Error('its data.pkl holds more than the names of tensors');
  const order = entries.get(`${folder}byteorder`);
  if (order && readEntry(descriptor, order).toString() !== 'little') throw new Error('its numbers are big-endian');
  const data = `${folder}data/`;
  const stored = [...entries].filter(([name]) => name.startsWith(data));
  return {
    checkpoint: unpickle(readEntry(descriptor, pickleEntry), torchHost).value,
    storages: new Map(stored.map(([name, entry]) => [name.slice(data.length), entry])),
  };
}

function readContents(path: string, descriptor: number, wanted: WeightsChoice | undefined): CheckpointFile {
  const { size } = fstatSync(descriptor);
  const legacy = isLegacy(readRange(descriptor, 0, 32));
  const { checkpoint, storages } = legacy ? readLegacy(descriptor, size, largestPickle) : readArchive(descriptor, size);
  const { tensors: stateDict, arch, ...found } = findStateDict(checkpoint, wanted);
  const place = { path: realpathSync(path), size };
  const tensors = [...stateDict].map(([name, tensor]): [string, StoredTensor] => [
    name,
    locate(place, name, tensor, storages.get(tensor.storage)),
  ]);
  return { path, metadata: arch === undefined ? {} : { architecture: arch }, tensors: new Map(tensors), ...found };
}

/** A sentence for the user of what went wrong while a file was read. */
function unreadable(path: string, error: unknown): LabError {
  // For reads beyond the end of a buffer Node's message means nothing to the user.
  const isReasoned = error instanceof Error && !(error instanceof RangeError);
  const reason = isReasoned ? error.message : 'it is damaged';
  return new LabError(
    'bad-checkpoint',
    `${path} can't be read as a PyTorch checkpoint: ${reason}.`,
    /cut off|damaged|too early|more numbers/.test(reason)
      ? 'Copy or download it again.'
      : 'Save its state dictionary as safetensors, with save_file(model.state_dict(), path) of safetensors.torch.',
    error,
  );
}

/**
 * Reads the table of contents of a checkpoint written by `torch.save`, without running anything of
 * it: of the pickle inside, only tensors, parameters and dictionaries are understood. The numbers stay in the file.
 * @throws LabError `not-found`, `unanswered`, or `bad-checkpoint` for everything else that the file may hold
 */
export function openPytorch(path: string, weights?: WeightsChoice): CheckpointFile {
  const descriptor = openForReading(path);
  try {
    return readContents(path, descriptor, weights);
  } catch (error) {
    throw error instanceof WeightsQuestion ? error.about(path) : unreadable(path, error);
  } finally {
    closeSync(descriptor);
  }
}
