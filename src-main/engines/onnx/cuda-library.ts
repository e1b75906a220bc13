import { existsSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { LabError } from '../../../src-shared/errors.ts';
import { enginesFolder, partFolder } from '../provision/folder.ts';
import { partLists } from '../provision/parts.ts';

const provider = 'libonnxruntime_providers_cuda.so';
const providers = [provider, 'libonnxruntime_providers_shared.so'];

/** Folder in which ONNX Runtime's Node package keeps its native libraries for this platform. */
function onnxLibraryFolder(): string {
  const packageFolder = path.dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  // In a packaged lab the loader reads native libraries from the files beside the archive.
  const folder = packageFolder.replace(/\.asar(?=[\\/])/, '.asar.unpacked');
  return path.join(folder, 'bin', 'napi-v6', process.platform, process.arch);
}

/** Folder of ONNX Runtime for CUDA as the lab has fetched it. */
function fetchedFolder(root: string): string | undefined {
  const part = partLists(true).cuda.at(-1);
  const folder = part && partFolder(part, root);
  return folder !== undefined && existsSync(path.join(folder, provider)) ? folder : undefined;
}

/** Whether ONNX Runtime's library for CUDA has been fetched (`lab engines setup cuda`); it says nothing about the GPU. */
export function hasCudaLibrary(folder: string = onnxLibraryFolder(), root: string = enginesFolder()): boolean {
  const names = [provider, 'onnxruntime_providers_cuda.dll'];
  return fetchedFolder(root) !== undefined || names.some((name) => existsSync(path.join(folder, name)));
}

/**
 * Puts what was fetched where ONNX Runtime looks for it, which is beside its own library only; `npm ci` takes it away.
 * @throws LabError `engine-unavailable` where that folder can't be written to
 */
export function linkCudaLibrary(folder: string = onnxLibraryFolder(), root: string = enginesFolder()): void {
  const fetched = fetchedFolder(root);
  if (fetched === undefined || existsSync(path.join(folder, provider))) return;
  try {
    for (const name of providers) {
      const link = path.join(folder, name);
      // One whose file is gone is there for `rmSync`, but not for `existsSync`.
      rmSync(link, { force: true });
      symlinkSync(path.join(fetched, name), link);
    }
  } catch (error) {
    throw new LabError(
      'engine-unavailable',
      `ONNX Runtime looks for its library for CUDA in ${folder} only, and nothing can be written there.`,
      'Install the lab where you may write, e.g. from its sources.',
      error,
    );
  }
}
