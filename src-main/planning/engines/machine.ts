import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { hasCudaLibrary } from '../../engines/onnx/cuda-library.ts';
import { findTensorflow } from '../../engines/tensorflow-package.ts';
import { packageRoot } from '../../platform/package-root.ts';

/** The devices of this computer, as far as they are known without loading an engine. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly cpu: string;
  readonly cores: number;
  /** Names of the GPUs that NVIDIA's driver reports, each with the driver's version and its own number. */
  readonly nvidia: readonly { readonly name: string; readonly driver: string; readonly uuid?: string }[];
  /** Vendor and device numbers of what the Linux kernel renders on. */
  readonly renderDevices: readonly string[];
  /** File names of the Vulkan drivers that are installed. */
  readonly vulkanDrivers: readonly string[];
  /** Whether ONNX Runtime's library for CUDA is installed. */
  readonly hasCuda: boolean;
  readonly hasTensorflow: boolean;
  /** Of the lab's packages that compute. */
  readonly versions: readonly string[];
}

const patienceMs = 10_000;

/** Asks NVIDIA's driver; where there is none, there are no GPUs of NVIDIA either. */
async function nvidiaGpus(): Promise<Machine['nvidia']> {
  const query = ['--query-gpu=name,driver_version,uuid', '--format=csv,noheader'];
  try {
    const { stdout } = await promisify(execFile)('nvidia-smi', query, { timeout: patienceMs });
    return stdout.split('\n').flatMap((line) => {
      const [name = '', driver = '', uuid = ''] = line.split(',').map((part) => part.trim());
      return name === '' || driver === '' ? [] : [{ name, driver, ...(uuid === '' ? {} : { uuid }) }];
    });
  } catch {
    return [];
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '?';
  }
}

/** @param root of the file system, another one in tests */
function renderDevices(root: string): string[] {
  const devices = namesIn(path.join(root, 'dev', 'dri')).filter((name) => name.startsWith('renderD'));
  return devices.map((name) => {
    const folder = path.join(root, 'sys', 'class', 'drm', name, 'device');
    return `${textOf(path.join(folder, 'vendor'))}:${textOf(path.join(folder, 'device'))}`;
  });
}

function vulkanDrivers(root: string, env: NodeJS.ProcessEnv): string[] {
  const named = env['VK_DRIVER_FILES'] ?? env['VK_ICD_FILENAMES'];
  if (named !== undefined) return named.split(path.delimiter).filter((file) => file !== '');
  const folders = ['etc', 'usr/share', 'usr/local/share'].map((folder) => path.join(root, folder, 'vulkan', 'icd.d'));
  return folders.flatMap(namesIn).filter((name) => name.endsWith('.json'));
}

function versions(): string[] {
  return ['onnxruntime-node', '@tensorflow/tfjs-core'].map((name) => {
    const file = path.join(packageRoot(), 'node_modules', name, 'package.json');
    const found = /"version":\s*"([^"]+)"/.exec(textOf(file));
    return `${name} ${found?.[1] ?? '?'}`;
  });
}

/** Detects the devices of this computer; takes as long as `nvidia-smi` does. */
export async function lookAtMachine(root = '/', env: NodeJS.ProcessEnv = process.env): Promise<Machine> {
  const isLinux = process.platform === 'linux';
  return {
    platform: process.platform,
    arch: process.arch,
    cpu: cpus()[0]?.model.trim() ?? 'CPU',
    cores: availableParallelism(),
    nvidia: await nvidiaGpus(),
    renderDevices: isLinux ? renderDevices(root) : [],
    vulkanDrivers: isLinux ? vulkanDrivers(root, env) : [],
    hasCuda: hasCudaLibrary(),
    hasTensorflow: findTensorflow() !== undefined,
    versions: versions(),
  };
}
