import { autoEngineText } from '../../src-shared/run-config.ts';
import type { EngineId } from '../../src-shared/api/lab.ts';

const names: Readonly<Record<EngineId, string>> = {
  'onnx-cpu': 'ONNX Runtime, CPU',
  'onnx-webgpu': 'ONNX Runtime, WebGPU',
  'onnx-cuda': 'ONNX Runtime, CUDA',
  tensorflow: 'TensorFlow',
  wasm: 'WebAssembly',
};

const abouts: Readonly<Record<EngineId, string>> = {
  'onnx-cpu': 'Methods are compiled, gradients included, and use all cores.',
  'onnx-webgpu': 'Compiled methods on any GPU with a Vulkan, Direct3D 12 or Metal driver.',
  'onnx-cuda': 'Compiled methods on an NVIDIA GPU.',
  tensorflow: 'Eager execution on the CPU or an NVIDIA GPU.',
  wasm: 'Eager execution. Slow, but available everywhere.',
};

export const engines = {
  title: 'Engines',
  subtitle: 'Compute backends available on this machine, and their speed.',
  names,
  abouts,

  detected: 'Detected',
  detectedNote: 'At start',
  detecting: 'Detecting engines …',
  available: 'Available',
  unavailable: 'Not available',
  threads: (count: number) => (count === 1 ? '1 thread' : `${count} threads`),
  isDefault: 'Default',

  choice: 'New experiments',
  choiceNote: 'Default; each experiment can choose its own',
  engine: 'Engine',
  auto: 'Automatic',
  autoAbout: `Takes ${autoEngineText}.`,
  threadsLabel: 'CPU threads',
  threadsHelp: 'Threads per engine. Empty: the engine decides.',
  threadsAuto: 'automatic',

  speed: 'Speed',
  speedNote: 'Quick-start model, 64 images per batch',
  benchmark: 'Benchmark',
  benchmarkAgain: 'Benchmark again',
  benchmarking: 'Starts after the runs in progress; a few seconds per engine.',
  benchmarked: 'Benchmark done.',
  notMeasured: 'Not measured yet',
  notMeasuredText: 'The benchmark times a forward pass and an MGTTA step on each available engine.',
  step: 'MGTTA step',
  forward: 'Forward pass',
  perSecond: 'images/s',
  memory: (bytes: string) => `peak ${bytes}`,
  barLabel: (engine: string, work: string, value: string) => `${engine}, ${work}: ${value} images per second`,
  failed: 'Failed',
} as const;
