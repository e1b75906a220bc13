import type { EngineSetup } from '../../../src-shared/engines.ts';
import { LabError } from '../../../src-shared/errors.ts';
import { enginesFolder, partFolder } from './folder.ts';
import type { PartLists } from './part.ts';
import { provideParts, removeFolders, type ProvideOptions } from './provide-parts.ts';
import { buildTensorflowBinding } from './tensorflow-binding.ts';

/** Whether what the lab knows the checksums of is made for this computer. @throws LabError `bad-input` */
export function requirePlatform(setup: EngineSetup): void {
  if (process.platform === 'linux' && process.arch === 'x64') return;
  const instead = setup === 'cuda' ? 'Use the engine onnx-webgpu for the GPU.' : 'onnx-cpu is faster on a CPU.';
  throw new LabError('bad-input', `What engine ${setup} needs is known for Linux on x64 only.`, instead);
}

/**
 * Fetches what an engine lacks. @param parts what it is made of
 * @returns the folders that were added, which `removeFolders` takes back
 * @throws LabError; nothing is left behind then
 */
export async function provision(setup: EngineSetup, parts: PartLists, options: ProvideOptions): Promise<string[]> {
  const root = enginesFolder();
  const list = parts[setup];
  const added = await provideParts(list, root, options);
  const library = list.at(-1);
  if (setup !== 'tensorflow' || library === undefined) return added;
  try {
    options.onProgress({ text: 'Building the binding of TensorFlow', doneBytes: 1, totalBytes: 1 });
    return [...added, await buildTensorflowBinding(partFolder(library, root), root, options.signal)];
  } catch (error) {
    removeFolders(added);
    throw error;
  }
}
