/** Prediction of a run for one image, and how good it was. */
export interface ImageRecord {
  /** Index into the dataset. */
  readonly index: number;
  /** Place of its shift among those of the run (`shiftsMet`). */
  readonly shift: number;
  /** Classes of the model; `outlierLabel` for images of none. */
  readonly label: number;
  readonly prediction: number;
  /** Classes predicted before the right one: 0 where the prediction is right. */
  readonly rank: number;
  /** Probability of the prediction. */
  readonly confidence: number;
  /** −Σ p ln p. */
  readonly entropy: number;
  /** −ln p of the right class. */
  readonly nll: number;
  /** Σ (p − 1[right class])². */
  readonly brier: number;
  /** −ln Σ exp(logit). */
  readonly energy: number;
}

/** Bytes of a packed record: five integers of 4, 2, 2, 2 and 2, then five float32, little-endian. */
export const recordBytes = 32;

const largestShort = 0xffff;

/** In place of the label of an image of no known class, which has no rank, NLL and Brier score. */
export const outlierLabel = largestShort;

/** Records one after the other, each of `recordBytes`. Ranks and classes end at 65,535. */
export function packRecords(records: readonly ImageRecord[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(records.length * recordBytes);
  const view = new DataView(bytes.buffer);
  records.forEach((record, i) => {
    const at = i * recordBytes;
    view.setUint32(at, record.index, true);
    const shorts = [record.shift, record.label, record.prediction, record.rank];
    shorts.forEach((value, k) => view.setUint16(at + 4 + 2 * k, Math.min(value, largestShort), true));
    const floats = [record.confidence, record.entropy, record.nll, record.brier, record.energy];
    floats.forEach((value, k) => view.setFloat32(at + 12 + 4 * k, value, true));
  });
  return bytes;
}

/** Packed records as columns, each with one value per image in the order of the stream. */
export interface ImageColumns {
  readonly count: number;
  readonly index: Uint32Array;
  readonly shift: Uint16Array;
  readonly label: Uint16Array;
  readonly prediction: Uint16Array;
  readonly rank: Uint16Array;
  readonly confidence: Float32Array;
  readonly entropy: Float32Array;
  readonly nll: Float32Array;
  readonly brier: Float32Array;
  readonly energy: Float32Array;
}

/** Reads single values of packed records, for those who need few of them. */
export class RecordView {
  readonly count: number;
  private readonly view: DataView;

  constructor(records: Uint8Array) {
    this.count = Math.floor(records.length / recordBytes);
    this.view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  }

  index(i: number): number {
    return this.view.getUint32(i * recordBytes, true);
  }

  shift(i: number): number {
    return this.view.getUint16(i * recordBytes + 4, true);
  }

  label(i: number): number {
    return this.view.getUint16(i * recordBytes + 6, true);
  }

  prediction(i: number): number {
    return this.view.getUint16(i * recordBytes + 8, true);
  }

  rank(i: number): number {
    return this.view.getUint16(i * recordBytes + 10, true);
  }

  confidence(i: number): number {
    return this.view.getFloat32(i * recordBytes + 12, true);
  }

  entropy(i: number): number {
    return this.view.getFloat32(i * recordBytes + 16, true);
  }

  nll(i: number): number {
    return this.view.getFloat32(i * recordBytes + 20, true);
  }

  brier(i: number): number {
    return this.view.getFloat32(i * recordBytes + 24, true);
  }

  energy(i: number): number {
    return this.view.getFloat32(i * recordBytes + 28, true);
  }
}

/** The records of images of known classes; the same bytes where all are. */
export function withoutOutliers(records: Uint8Array): Uint8Array {
  const view = new RecordView(records);
  let known = 0;
  for (let i = 0; i < view.count; i++) if (view.label(i) !== outlierLabel) known++;
  if (known === view.count) return records;
  const kept = new Uint8Array(known * recordBytes);
  let place = 0;
  for (let i = 0; i < view.count; i++) {
    if (view.label(i) === outlierLabel) continue;
    kept.set(records.subarray(i * recordBytes, (i + 1) * recordBytes), place++ * recordBytes);
  }
  return kept;
}

/** Reads what `packRecords` wrote, one block or several after each other. */
export function unpackRecords(bytes: Uint8Array): ImageColumns {
  const view = new RecordView(bytes);
  const length = { length: view.count };
  const shorts = (key: 'shift' | 'label' | 'prediction' | 'rank'): Uint16Array =>
    Uint16Array.from(length, (_, i) => view[key](i));
  const floats = (key: 'confidence' | 'entropy' | 'nll' | 'brier' | 'energy'): Float32Array =>
    Float32Array.from(length, (_, i) => view[key](i));
  return {
    count: view.count,
    index: Uint32Array.from(length, (_, i) => view.index(i)),
    shift: shorts('shift'),
    label: shorts('label'),
    prediction: shorts('prediction'),
    rank: shorts('rank'),
    confidence: floats('confidence'),
    entropy: floats('entropy'),
    nll: floats('nll'),
    brier: floats('brier'),
    energy: floats('energy'),
  };
}
