import type { EngineId } from '../../src-shared/api/lab.ts';

const names: Readonly<Record<EngineId, string>> = {
  'onnx-cpu': 'ONNX Runtime, CPU',
  'onnx-webgpu': 'ONNX Runtime, WebGPU',
  'onnx-cuda': 'ONNX Runtime, CUDA',
  tensorflow: 'TensorFlow',
  wasm: 'WebAssembly',
};

const abouts: Readonly<Record<EngineId, string>> = {
  'onnx-cpu': 'Each method is compiled, gradient included, and runs on all cores.',
  'onnx-webgpu': 'The same compiled method on any graphics card with a Vulkan, Direct3D 12 or Metal driver.',
  'onnx-cuda': 'The same compiled method on an NVIDIA card.',
  tensorflow: 'Runs methods step by step, on the CPU or an NVIDIA card.',
  wasm: 'Runs methods step by step. Slow, needs nothing, always there.',
};

export const engines = {
  title: 'Engines',
  subtitle: 'What can compute on this machine, and how fast.',
  names,
  abouts,

  detected: 'Detected',
  detectedNote: 'Found when the lab was opened',
  detecting: 'Looking for engines …',
  available: 'Available',
  unavailable: 'Not available',
  threads: (count: number) => (count === 1 ? '1 thread' : `${count} threads`),
  isDefault: 'Default',

  choice: 'New experiments',
  choiceNote: 'Each experiment can choose for itself',
  engine: 'Engine',
  auto: 'Automatic',
  autoAbout: 'CUDA where it works, else the CPU.',
  threadsLabel: 'CPU threads',
  threadsHelp: 'How many threads an engine may use. Left empty, the engine decides.',
  threadsAuto: 'automatic',

  speed: 'Speed',
  speedNote: 'Quick-start model, 64 images per batch',
  benchmark: 'Benchmark',
  benchmarkAgain: 'Benchmark again',
  benchmarking: 'Takes its turn after the runs under way, then some seconds per engine.',
  benchmarked: 'The engines were benchmarked.',
  notMeasured: 'Not measured yet',
  notMeasuredText: 'The benchmark times a prediction and a step of MGTTA on each available engine.',
  step: 'Step of MGTTA',
  forward: 'Prediction',
  perSecond: 'images/s',
  memory: (bytes: string) => `${bytes} at its peak`,
  barLabel: (engine: string, work: string, value: string) => `${engine}, ${work}: ${value} images per second`,
  failed: 'Failed',
} as const;
