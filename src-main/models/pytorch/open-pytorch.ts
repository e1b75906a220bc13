import { closeSync, fstatSync, readSync, realpathSync } from 'node:fs';
import { LabError } from '../../../src-shared/errors.ts';
import type { WeightsChoice } from '../../../src-shared/model-reading.ts';
import { sizeOf } from '../../engines/engine.ts';
import {
  dtypeBits,
  openForReading,
  type CheckpointFile,
  type StoredDType,
  type StoredTensor,
} from '../stored-tensor.ts';
import { unpickle } from './pickle.ts';
import { findStateDict, torchHost, type TorchTensor } from './state-dict.ts';
import { readZipDirectory, type ZipEntry } from './zip-directory.ts';

const storageTypes: Readonly<Record<string, StoredDType>> = {
  DoubleStorage: 'F64',
  FloatStorage: 'F32',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
};

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

function locate(path: string, name: string, tensor: TorchTensor, storage: ZipEntry | undefined): StoredTensor {
  const dtype = storageTypes[tensor.type];
  if (!dtype) throw new Error(`its tensor ${name} holds numbers of an unknown kind (${tensor.type})`);
  if (!storage) throw new Error(`the numbers of its tensor ${name} are missing`);
  if (storage.compressed) throw new Error(`the numbers of its tensor ${name} are compressed`);
  const bytes = dtypeBits[dtype] / 8;
  const begin = tensor.offset * bytes;
  const length = span(tensor) * bytes;
  if (begin + length > storage.size) throw new Error(`its tensor ${name} is longer than its numbers`);
  const range = { path, byteOffset: storage.offset + begin, byteLength: length };
  const { shape, strides } = tensor;
  return { name, dtype, shape, range, ...(strides ? { strides } : {}) };
}

function readContents(path: string, descriptor: number, wanted: WeightsChoice | undefined): CheckpointFile {
  const entries = readZipDirectory(descriptor, fstatSync(descriptor).size);
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
  const {
    tensors: stateDict,
    weights,
    arch,
  } = findStateDict(unpickle(readEntry(descriptor, pickleEntry), torchHost), wanted);
  const realPath = realpathSync(path);
  const tensors = [...stateDict].map(([name, tensor]): [string, StoredTensor] => [
    name,
    locate(realPath, name, tensor, entries.get(`${folder}data/${tensor.storage}`)),
  ]);
  const metadata = arch === undefined ? {} : { architecture: arch };
  return { path, metadata, tensors: new Map(tensors), ...(weights ? { weights } : {}) };
}

/** A sentence for the user of what went wrong while a file was read. */
function unreadable(path: string, error: unknown): LabError {
  // What leads beyond the end of a buffer is told in Node's words, which mean nothing to the user.
  const told = error instanceof Error && !(error instanceof RangeError);
  const reason = told ? error.message : 'it is damaged';
  return new LabError(
    'bad-checkpoint',
    `${path} can't be read as a PyTorch checkpoint: ${reason}.`,
    /cut off|damaged|too early/.test(reason)
      ? 'Copy or download it again.'
      : 'Save its state dictionary as safetensors, with save_file(model.state_dict(), path) of safetensors.torch.',
    error,
  );
}

/**
 * Reads the table of contents of a checkpoint written by `torch.save` (since PyTorch 1.6), without running anything of
 * it: of the pickle inside, only tensors, parameters and dictionaries are understood. The numbers stay in the file.
 * @throws LabError `not-found`, or `bad-checkpoint` for everything else that the file may hold
 */
export function openPytorch(path: string, weights?: WeightsChoice): CheckpointFile {
  const descriptor = openForReading(path);
  try {
    return readContents(path, descriptor, weights);
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    closeSync(descriptor);
  }
}
