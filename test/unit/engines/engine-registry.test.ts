import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { autoEngineText, runConfigSchema } from '../../../src-shared/run-config.ts';
import { engineOption } from '../../../src-main/shells/cli/common-options.ts';
import { hasCudaLibrary, linkCudaLibrary } from '../../../src-main/engines/onnx/cuda-library.ts';
import { detectEngines, openEngine } from '../../../src-main/engines/engine-registry.ts';
import { partFolder } from '../../../src-main/engines/provision/folder.ts';
import { partLists } from '../../../src-main/engines/provision/parts.ts';
import { findTensorflow } from '../../../src-main/engines/tensorflow-package.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'engines-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.unstubAllEnvs();
});

describe('openEngine', () => {
  it('names the engines when there is no such one', async () => {
    await expect(openEngine('abacus')).rejects.toMatchObject({
      code: 'bad-option',
      message: "There is no engine 'abacus'.",
      hint: 'Engines: auto, onnx-cpu, onnx-webgpu, onnx-cuda, tensorflow, wasm.',
    });
  });

  it('takes ONNX Runtime on the CPU where nothing was measured', async () => {
    const engine = await openEngine('auto', { threads: 1 });
    expect(engine.description.id).toBe('onnx-cpu');
    await engine.dispose();
  });

  it('says everywhere what auto means', () => {
    const { engine } = runConfigSchema.shape;
    for (const text of [engine.meta()?.['help'], engineOption().description]) expect(text).toContain(autoEngineText);
  });

  it.skipIf(findTensorflow(process.cwd()))('says how an engine that is not installed can be had', async () => {
    vi.stubEnv('MGTTA_ENGINES', folder);
    await expect(openEngine('tensorflow')).rejects.toMatchObject({
      code: 'engine-unavailable',
      message: 'Engine tensorflow is not installed.',
      hint: 'It is optional; lab engines setup tensorflow fetches its native library.',
    });
  });
});

describe('detectEngines', () => {
  it('reports devices and versions of what works, and reasons for what does not', async () => {
    vi.stubEnv('MGTTA_ENGINES', folder);
    const [wasm, tensorflow] = await detectEngines(['wasm', 'tensorflow']);
    expect(wasm).toMatchObject({ id: 'wasm', available: true, version: 'tfjs 4.22.0', threads: 1 });
    expect(wasm?.device).toContain('WebAssembly');
    expect(tensorflow).toEqual({
      id: 'tensorflow',
      available: false,
      reason: 'Engine tensorflow is not installed.',
      hint: 'It is optional; lab engines setup tensorflow fetches its native library.',
    });
  });
});

describe('the library for CUDA', () => {
  const provider = 'libonnxruntime_providers_cuda.so';

  it("looks for ONNX Runtime's provider library", () => {
    expect(hasCudaLibrary(folder, folder)).toBe(false);
    writeFileSync(path.join(folder, provider), '');
    expect(hasCudaLibrary(folder, folder)).toBe(true);
  });

  it('knows what was fetched, and links it to where ONNX Runtime looks, again where npm has taken that away', () => {
    const fetched = partFolder(partLists(true).cuda.at(-1)!, folder);
    const beside = path.join(folder, 'beside');
    mkdirSync(fetched, { recursive: true });
    mkdirSync(beside);
    linkCudaLibrary(beside, folder);
    expect(hasCudaLibrary(beside, folder)).toBe(false);
    for (const content of ['first', 'second']) {
      rmSync(fetched, { recursive: true });
      mkdirSync(fetched);
      writeFileSync(path.join(fetched, provider), content);
      expect(hasCudaLibrary(beside, folder)).toBe(true);
      linkCudaLibrary(beside, folder);
      expect(readFileSync(path.join(beside, provider), 'utf8')).toBe(content);
    }
  });

  it('says where nothing can be linked', () => {
    const fetched = partFolder(partLists(true).cuda.at(-1)!, folder);
    mkdirSync(fetched, { recursive: true });
    writeFileSync(path.join(fetched, provider), '');
    expect(() => linkCudaLibrary('/proc', folder)).toThrow(/nothing can be written there/);
  });
});
