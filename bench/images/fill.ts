import { openStore } from '../../src-main/store/sqlite-store.ts';
import { corruptionNames } from '../../src-shared/corruptions.ts';
import { packRecords, type ImageRecord } from '../../src-shared/metrics/image-records.ts';
import { withQuality } from '../../src-shared/metrics/quality.ts';
import { seeded } from '../../src-shared/random.ts';
import type { Provenance } from '../../src-shared/provenance.ts';
import { runConfigSchema } from '../../src-shared/run-config.ts';

const provenance: Provenance = {
  ...{ engine: 'onnx-cpu', device: 'CPU', engineVersion: '1', threads: 2, labVersion: '0', gitCommit: null },
  ...{ nodeVersion: process.version, os: 'linux', host: 'bench', modelHash: 'a'.repeat(64), mggHash: null },
  ...{ datasetFingerprint: 'b'.repeat(64), preprocessing: 'none' },
};

/** Images in a batch, as runs store them. */
const batch = 64;

interface Size {
  /** Of each stream. */
  readonly images: number;
  readonly classes: number;
  /** Images of the dataset, where streams have more: they come again. */
  readonly distinct?: number;
}

/** Predictions of made-up quality: confident where they are right. */
function recordsOf(
  { images, classes, distinct = images }: Size,
  shift: number,
  accuracy: number,
  run: number,
): ImageRecord[] {
  // Most images are as hard for one run as for another.
  const random = seeded(1, shift);
  const own = seeded(2, shift, run);
  return Array.from({ length: images }, (_, place) => {
    const index = place % distinct;
    const [common, sure, other] = [random(), random(), random()];
    const hard = own() < 0.2 ? own() : common;
    const label = place % classes;
    const right = hard < accuracy;
    const confidence = (right ? 0.4 : 0.1) + 0.6 * sure;
    const prediction = right ? label : Math.floor(other * classes);
    const rank = prediction === label ? 0 : 1 + Math.floor(other * 9);
    const nll = rank === 0 ? -Math.log(confidence) : 2 + 5 * hard;
    return {
      index,
      shift,
      label,
      prediction,
      rank,
      confidence,
      entropy: 2 * (1 - sure),
      nll,
      brier: hard,
      energy: -sure,
    };
  });
}

/** As EATA has them: of confident images, more for less entropy. */
const weightsOf = (records: readonly ImageRecord[]): Float32Array =>
  Float32Array.from(records, ({ entropy }) => (entropy < 1 ? Math.exp(2.76 - entropy) : 0));

/** Adds finished runs of 15 streams with records of their images, batch by batch. @returns their ids */
export function fillWithImages(file: string, size: Size, methods: readonly string[]): string[] {
  const { images } = size;
  const store = openStore(file);
  const shifts = corruptionNames.map((corruption) => ({ corruption, severity: 5 }));
  const ids = methods.map((method, place) => {
    const config = runConfigSchema.parse({ dataset: { kind: 'quickstart' }, model: 'quickstart', method, shifts });
    const { id } = store.createRun({ kind: 'adapt', config, method, name: method, group: 'images' });
    store.startRun(id, provenance);
    const times = { computeSeconds: 1, loadSeconds: 1 };
    const summaries = shifts.map(({ corruption, severity }, position) => {
      const records = recordsOf(size, position, 0.5 + 0.1 * place - 0.01 * position, place);
      const batchCount = Math.ceil(images / batch);
      const fingerprint = 'c'.repeat(64);
      store.startShift(id, { position, corruption, severity, imageCount: images, batchCount, fingerprint });
      for (let first = 0; first < images; first += batch) {
        const some = records.slice(first, first + batch);
        store.appendImages(id, position, packRecords(some), place === 0 ? undefined : weightsOf(some));
      }
      const top1 = records.filter(({ rank }) => rank === 0).length / images;
      const counts = { top1, top5: 1, ece: 0.1, images, skipped: 0, adaptedBatches: batchCount };
      const summary = withQuality({ ...counts, ...times }, store.imagesOf(id, position));
      store.finishShift(id, position, summary);
      return summary;
    });
    const mean = summaries.reduce((sum, { top1 }) => sum + top1, 0) / summaries.length;
    store.finishRun(id, {
      ...{ averageTop1: mean, averageTop5: 1, averageEce: 0.1, images: images * shifts.length, skipped: 0 },
      ...{ computeSeconds: 15, loadSeconds: 1, totalSeconds: 20, imagesPerSecond: 64, peakMemoryBytes: 1 },
      ...(summaries[0]!.quality ? { quality: summaries[0]!.quality } : {}),
    });
    return id;
  });
  store.close();
  return ids;
}
