import { autoEngineText } from '../../src-shared/run-config.ts';
import type { EngineId } from '../../src-shared/api/lab.ts';
import type { EngineSetup } from '../../src-shared/engines.ts';

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

  devices: {
    title: 'Devices',
    note: 'Where runs compute',
    inUse: 'Devices in use',
    label: (id: string, kind: 'gpu' | 'cpu', name: string) =>
      `${kind === 'cpu' ? 'CPU' : `GPU ${id.slice('gpu'.length)}`}: ${name}`,
    measured: (family: string, rates: readonly string[]) =>
      `${family}, images/s on the CPU by runs at a time: ${rates.join(', ')}.`,
    faster: (jobs: number, times: number) =>
      `${jobs === 1 ? 'One does' : `${jobs} do`} ${times.toFixed(2)} × as many as now.`,
    fastest: 'No other number is faster.',
    use: (jobs: number) => `Use ${jobs}`,
    measure: 'Measure runs at a time',
    jobs: 'Runs at a time on each',
    jobsHelp: 'They share its memory and divide the CPU’s threads. Step times are measured under this load.',
  },

  measured: {
    title: 'Automatic',
    note: 'For runs that leave the engine open',
    only: (engine: string) =>
      `Runs get ${engine}: no GPU that an engine can use was found, so there is nothing to measure.`,
    among: (engines: readonly string[]) =>
      `Runs get the fastest of: ${engines.join('; ')}. Measured once per model family, before its first run.`,
    about: (batch: number, threads: number, when: string) =>
      [`batches of ${batch}`, ...(threads === 0 ? [] : [`${threads} CPU threads`]), when].join(' · '),
    step: 'Step, ms per image',
    forward: 'Forward, ms per image',
    chosen: 'Taken',
    measure: 'Measure',
    again: 'Measure again',
    done: 'The engines were measured.',
    measuring: 'Each engine runs a forward pass and a step in its own process, a few seconds each.',
  },

  setup: {
    start: { cuda: 'Set up CUDA', tensorflow: 'Set up TensorFlow' } satisfies Record<EngineSetup, string>,
    stop: 'Cancel',
    underWay: (text: string) => `${text} …`,
    bytes: (done: string, total: string) => `${done} of ${total}`,
    done: (setup: EngineSetup) => `${setup === 'cuda' ? 'CUDA' : 'TensorFlow'} is set up and works.`,
  },

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
