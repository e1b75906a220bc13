import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** Folder in which ONNX Runtime's Node package keeps its native libraries for this platform. */
function onnxLibraryFolder(): string {
  const packageFolder = path.dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  return path.join(packageFolder, 'bin', 'napi-v6', process.platform, process.arch);
}

/** Whether the provider library for CUDA has been fetched (`npm run setup:cuda`); it says nothing about the GPU. */
export function hasCudaLibrary(folder: string = onnxLibraryFolder()): boolean {
  const names = ['libonnxruntime_providers_cuda.so', 'onnxruntime_providers_cuda.dll'];
  return names.some((name) => existsSync(path.join(folder, name)));
}
