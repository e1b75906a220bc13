import { describe, expect, it } from 'vitest';
import {
  benchTable,
  dataPathTable,
  dataPathText,
  decodeFloats,
  relativeCosts,
  relativeCostTable,
  relativeDifference,
  type BenchReport,
  type Measurement,
} from '../../../src-main/bench/report.ts';

const measurement: Measurement = {
  model: 'quickstart',
  work: 'mgtta',
  batch: 8,
  contestant: 'onnx-cpu',
  version: 'ONNX Runtime 1.30.0',
  device: 'a CPU',
  compileSeconds: 0.456,
  secondsPerBatch: 0.01,
  cpuSecondsPerBatch: 0.018,
  imagesPerSecond: 800,
  peakBytes: 100 * 2 ** 20,
  matmulShare: 0.634,
  timeRatio: 0.7,
  cpuRatio: 0.8,
  memoryRatio: 0.5,
  difference: 1.2e-6,
};

describe('relativeDifference', () => {
  it('is the norm of the difference relative to the second norm', () => {
    expect(relativeDifference(Float32Array.of(3, 4.5), Float32Array.of(3, 4))).toBeCloseTo(0.1);
    expect(relativeDifference(Float32Array.of(0), Float32Array.of(0))).toBe(0);
    expect(relativeDifference(Float32Array.of(1), Float32Array.of(1, 2))).toBeNaN();
  });
});

describe('decodeFloats', () => {
  it('reads what a contestant sends', () => {
    const values = Float32Array.of(1.5, -2);
    expect(decodeFloats(Buffer.from(values.buffer).toString('base64'))).toEqual(values);
  });
});

describe('benchTable', () => {
  it('has a row for each measurement, with empty cells where PyTorch is missing', () => {
    const report: BenchReport = {
      host: { cpu: 'a CPU', cores: 2, platform: 'linux x64', node: 'v22' },
      threads: 0,
      measurements: [
        measurement,
        { ...measurement, matmulShare: null, timeRatio: null, cpuRatio: null, memoryRatio: null, difference: null },
      ],
      failures: [],
      peerMissing: null,
      dataPath: null,
    };
    const { head, rows } = benchTable(report);
    const cells = [
      'quickstart',
      'mgtta',
      '8',
      'onnx-cpu',
      '10.0',
      '800.0',
      '0.70',
      '18.0',
      '0.80',
      '63 %',
      '0.46',
      '100',
      '0.50',
      '1.2e-6',
    ];
    expect(rows[0]).toEqual(cells);
    expect(head).toHaveLength(cells.length);
    expect(rows[1]?.filter((cell) => cell === '')).toHaveLength(5);
  });
});

describe('relativeCosts', () => {
  const timed = (work: Measurement['work'], contestant: string, seconds: number, cpuSeconds: number): Measurement => ({
    ...measurement,
    ...{ work, contestant, secondsPerBatch: seconds, cpuSecondsPerBatch: cpuSeconds },
  });
  const report: BenchReport = {
    host: { cpu: 'a CPU', cores: 2, platform: 'linux x64', node: 'v22' },
    threads: 0,
    measurements: [
      timed('tent', 'onnx-cpu', 2, 3),
      timed('tent', 'pytorch', 4, 2),
      timed('sar', 'onnx-cpu', 5, 6),
      timed('sar', 'pytorch', 8, 8),
      timed('deyo', 'onnx-cpu', 3, 3),
    ],
    failures: [],
    peerMissing: null,
    dataPath: null,
  };

  it('relate each work to TENT on both sides, in time and in processor time, where all four were timed', () => {
    const costs = relativeCosts(report).map(({ work, lab, peer, labCpu, peerCpu }) => [
      work,
      lab,
      peer,
      labCpu,
      peerCpu,
    ]);
    expect(costs).toEqual([['sar', 2.5, 2, 2, 4]]);
    const { head, rows } = relativeCostTable(report);
    expect(rows).toEqual([['quickstart', 'sar', '8', 'onnx-cpu', '2.50', '2.00', '1.25', '2.00', '4.00', '0.50']]);
    expect(head).toHaveLength(10);
  });

  it('are none without TENT or PyTorch', () => {
    const [, , ...rest] = report.measurements;
    expect(relativeCosts({ ...report, measurements: rest })).toEqual([]);
  });
});

describe('the data path', () => {
  const report: BenchReport = {
    host: { cpu: 'a CPU', cores: 2, platform: 'linux x64', node: 'v22' },
    threads: 0,
    measurements: [
      { ...measurement, model: 'vit-b16', imagesPerSecond: 4 },
      { ...measurement, model: 'vit-b16', contestant: 'pytorch' },
      measurement,
    ],
    failures: [],
    peerMissing: null,
    dataPath: {
      photo: { width: 500, height: 375, bytes: 110_400 },
      images: 1024,
      imageSize: 224,
      imagesPerSecond: 200,
      cpuSecondsPerImage: 0.006,
      threads: 1,
      peakBytes: 150 * 2 ** 20,
    },
  };

  it('is reported in a sentence', () => {
    expect(dataPathText(report)).toBe(
      'JPEG files of 500×375 pixels and 110 kB to tensors of 224×224: 200.0 images/s on one thread, 6.0 ms of a core each, peak memory 150 MiB.',
    );
    expect(dataPathText({ ...report, dataPath: null })).toBeUndefined();
    expect(dataPathText({ ...report, dataPath: { reason: 'No space.' } })).toBe('No space.');
  });

  it('is compared with the steps that are fed from JPEG files', () => {
    expect(dataPathTable(report).rows).toEqual([['vit-b16', 'mgtta', '8', 'onnx-cpu', '4.0', '50.0', '0.024']]);
    expect(dataPathTable({ ...report, dataPath: null }).rows).toEqual([]);
  });
});
