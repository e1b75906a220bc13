import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { autoEngineText, runConfigSchema } from '../../../src-shared/run-config.ts';
import { engineOption } from '../../../src-main/shells/cli/common-options.ts';
import { hasCudaLibrary } from '../../../src-main/engines/onnx/cuda-library.ts';
import { detectEngines, openEngine } from '../../../src-main/engines/engine-registry.ts';
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
    vi.stubEnv('MGTTA_TENSORFLOW', folder);
    await expect(openEngine('tensorflow')).rejects.toMatchObject({
      code: 'engine-unavailable',
      message: 'Engine tensorflow is not installed.',
      hint: 'It is optional; npm run setup:tensorflow installs it.',
    });
  });
});

describe('detectEngines', () => {
  it('reports devices and versions of what works, and reasons for what does not', async () => {
    vi.stubEnv('MGTTA_TENSORFLOW', folder);
    const [wasm, tensorflow] = await detectEngines(['wasm', 'tensorflow']);
    expect(wasm).toMatchObject({ id: 'wasm', available: true, version: 'tfjs 4.22.0', threads: 1 });
    expect(wasm?.device).toContain('WebAssembly');
    expect(tensorflow).toEqual({
      id: 'tensorflow',
      available: false,
      reason: 'Engine tensorflow is not installed.',
      hint: 'It is optional; npm run setup:tensorflow installs it.',
    });
  });
});

describe('hasCudaLibrary', () => {
  it("looks for ONNX Runtime's provider library", () => {
    expect(hasCudaLibrary(folder)).toBe(false);
    writeFileSync(path.join(folder, 'libonnxruntime_providers_cuda.so'), '');
    expect(hasCudaLibrary(folder)).toBe(true);
  });
});
