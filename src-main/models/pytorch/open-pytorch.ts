import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { LabError } from '../../../src-shared/errors.ts';
import { sizeOf } from '../../engines/engine.ts';
import type { SafetensorsFile, StoredDType, StoredTensor } from '../safetensors.ts';
import { unpickle } from './pickle.ts';
import { findStateDict, torchHost, type TorchTensor } from './state-dict.ts';
import { readZipDirectory, type ZipEntry } from './zip-directory.ts';

const storageTypes: Readonly<Record<string, { readonly dtype: StoredDType; readonly bytes: number }>> = {
  DoubleStorage: { dtype: 'F64', bytes: 8 },
  FloatStorage: { dtype: 'F32', bytes: 4 },
  HalfStorage: { dtype: 'F16', bytes: 2 },
  BFloat16Storage: { dtype: 'BF16', bytes: 2 },
  LongStorage: { dtype: 'I64', bytes: 8 },
  IntStorage: { dtype: 'I32', bytes: 4 },
  CharStorage: { dtype: 'I8', bytes: 1 },
  ByteStorage: { dtype: 'U8', bytes: 1 },
  BoolStorage: { dtype: 'BOOL', bytes: 1 },
};

/** A pickle that only names tensors is small; a larger one is something else. */
const largestPickle = 64 * 2 ** 20;

function readEntry(descriptor: number, { offset, size }: ZipEntry): Buffer {
  const bytes = Buffer.alloc(size);
  if (readSync(descriptor, bytes, 0, size, offset) < size) throw new Error('it is cut off');
  return bytes;
}

function locate(path: string, name: string, tensor: TorchTensor, storage: ZipEntry | undefined): StoredTensor {
  const type = storageTypes[tensor.type];
  if (!type) throw new Error(`its tensor ${name} holds numbers of an unknown kind (${tensor.type})`);
  if (!tensor.contiguous) throw new Error(`its tensor ${name} is a view of another one`);
  if (!storage) throw new Error(`the numbers of its tensor ${name} are missing`);
  const begin = tensor.offset * type.bytes;
  const length = sizeOf(tensor.shape) * type.bytes;
  if (begin + length > storage.size) throw new Error(`its tensor ${name} is longer than its numbers`);
  const range = { path, byteOffset: storage.offset + begin, byteLength: length };
  return { name, dtype: type.dtype, shape: tensor.shape, range };
}

function readContents(path: string, descriptor: number): SafetensorsFile {
  const entries = readZipDirectory(descriptor, fstatSync(descriptor).size);
  const pickle = [...entries].find(([name]) => /^(?:[^/]+\/)?data\.pkl$/.test(name));
  if (!pickle) throw new Error('it has no data.pkl');
  const [pickleName, pickleEntry] = pickle;
  const folder = pickleName.slice(0, -'data.pkl'.length);
  if (pickleEntry.size > largestPickle) throw new Error('its data.pkl holds more than the names of tensors');
  const order = entries.get(`${folder}byteorder`);
  if (order && readEntry(descriptor, order).toString() !== 'little') throw new Error('its numbers are big-endian');
  const stateDict = findStateDict(unpickle(readEntry(descriptor, pickleEntry), torchHost));
  const tensors = [...stateDict].map(([name, tensor]): [string, StoredTensor] => [
    name,
    locate(path, name, tensor, entries.get(`${folder}data/${tensor.storage}`)),
  ]);
  return { path, metadata: {}, tensors: new Map(tensors) };
}

/**
 * Reads the table of contents of a checkpoint written by `torch.save` (since PyTorch 1.6), without running anything of
 * it: of the pickle inside, only tensors, parameters and dictionaries are understood. The numbers stay in the file.
 * @throws LabError `not-found`, or `bad-checkpoint` for everything else that the file may hold
 */
export function openPytorch(path: string): SafetensorsFile {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    throw new LabError('not-found', `The file ${path} can't be opened.`, 'Check the path and its permissions.', error);
  }
  try {
    return readContents(path, descriptor);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LabError(
      'bad-checkpoint',
      `${path} can't be read as a PyTorch checkpoint: ${reason}.`,
      'Save its state dictionary as safetensors, with save_file(model.state_dict(), path) of safetensors.torch.',
      error,
    );
  } finally {
    closeSync(descriptor);
  }
}
