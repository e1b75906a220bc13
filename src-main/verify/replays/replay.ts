import type { Constant, Engine, HostTensor, Named } from '../../engines/engine.ts';
import type { BatchResult } from '../../experiments/method-runner.ts';
import type { MethodContext, MethodState } from '../../methods/method.ts';
import { readFloat32, type CheckpointFile } from '../../models/stored-tensor.ts';
import type { SourceModel } from '../../models/source-model.ts';
import { namingOf, timmName } from '../../models/tensor-names.ts';
import type { QuantityKind } from '../compare.ts';
import { values, type GoldenFolder, type RecordedMethod } from '../folder.ts';

/** A recording and what it was made with. */
export interface Recording {
  readonly folder: GoldenFolder;
  readonly file: CheckpointFile;
  readonly recorded: RecordedMethod;
  readonly engine: Engine;
  /** With the class mask of the recording, if it used one. */
  readonly model: SourceModel;
  /** Without a mask. */
  readonly unmasked: SourceModel;
}

/** Something that a recording holds for each batch, and where the lab has it. */
export interface StepQuantity {
  /** Name in reports. */
  readonly quantity: string;
  /** Name in the recording; where it holds no such tensor, the quantity is not compared. */
  readonly tensor: string;
  readonly found: (result: BatchResult) => ArrayLike<number>;
  readonly kind?: QuantityKind;
  /** Recorded quantity whose rounding error holds for this one, too; its own by default. */
  readonly rounding?: string;
  /** The row that belongs to a batch, where there is not one for each; undefined where there is none. */
  readonly row?: (recording: Recording, step: number) => number | undefined;
  /** The recording marks values that were not computed with NaN or −1. */
  readonly gaps?: boolean;
}

/** Something that a recording holds once. */
export interface FinalQuantity {
  readonly quantity: string;
  readonly tensor: string;
  readonly found: ArrayLike<number>;
  readonly recorded: ArrayLike<number>;
  readonly kind?: QuantityKind;
}

/** How a recording of a reference implementation is replayed by a method of the lab. */
export interface Replay {
  /** Id of the method in the lab. */
  readonly method: string;
  /** The lab's options that do what the recording did. */
  readonly options: (recording: Recording) => Record<string, unknown>;
  /** Changes of the recording to the context, e.g. the model. */
  readonly context?: (recording: Recording) => Promise<Partial<MethodContext>>;
  /** Kind of the recorded outputs; logits, unless stated otherwise. */
  readonly outputs?: 'probabilities';
  /** How many single images of the recording make a batch of the lab; 1, unless stated otherwise. */
  readonly group?: (recording: Recording) => number;
  /** Batches between resets, where the recording had some: their batches are then reported beside the diagnostics and details. */
  readonly resetEvery?: (recording: Recording) => number | undefined;
  /** Where the parameters after a batch are; θ of the state, unless stated otherwise. */
  readonly parameters?: StepQuantity['found'];
  /** Random draws of the recording for a batch. */
  readonly draws?: (recording: Recording, batch: number, size: number) => Named<HostTensor>;
  /** Compared besides logits and parameters. */
  readonly steps?: readonly StepQuantity[];
  /** Compared after the first batch. */
  readonly first?: (recording: Recording, result: BatchResult) => FinalQuantity[];
  /** Compared after the last one. */
  readonly final?: (recording: Recording, end: ReplayEnd) => FinalQuantity[];
}

interface ReplayEnd {
  readonly state: MethodState;
  /** Context that the method was bound with. */
  readonly context: MethodContext;
}

/** Options by their recorded names. */
export function renamed(names: Readonly<Record<string, string>>): Replay['options'] {
  return ({ recorded: { hyper } }) => {
    const given = Object.entries(names).filter(([, recorded]) => recorded in hyper);
    return Object.fromEntries(given.map(([name, recorded]) => [name, hyper[recorded]]));
  };
}

/** A number of the recording's settings or, where it is not among them, of its notes. */
export function recordedNumber({ hyper, info }: RecordedMethod, name: string): number | undefined {
  const value = hyper[name] ?? info[name];
  return typeof value === 'number' ? value : undefined;
}

/** A word of the recording's settings. */
export function recordedWord({ hyper }: RecordedMethod, name: string): string | undefined {
  const value = hyper[name];
  return typeof value === 'string' ? value : undefined;
}

/** The model with its head multiplied by a factor, as some recordings have it to get other entropies. */
export function scaledHead(model: SourceModel, factor: number): SourceModel {
  if (factor === 1) return model;
  const scale = (name: string): Record<string, Constant> => {
    const source = model.constants[name];
    if (!source) return {};
    const read = (): Float32Array => Float32Array.from(source.read(), (x) => x * factor);
    return { [name]: { shape: source.shape, dtype: 'float32', read } };
  };
  return { ...model, constants: { ...model.constants, ...scale('head.weight'), ...scale('head.bias') } };
}

/** By how much the reference scales bounds where a class mask is used: it takes all masks for one of 200 classes. */
export const maskScale = Math.log(200) / Math.log(1000);

/**
 * A bound on the entropy as the lab's multiple of ln C. The reference multiplies its argument by ln 1000 whatever the number
 * of classes, and by `masked` where there is a mask; the effective value may stand in the notes of a recording, or the authors'
 * own code takes the bound itself (`absolute`).
 */
export function marginFactor(
  { recorded, model }: Recording,
  names: { readonly effective: string; readonly argument: string; readonly absolute?: string },
  masked = 1,
): number {
  const scale = Math.log(1000) * (recorded.class_mask_used ? masked : 1);
  const given =
    recordedNumber(recorded, names.effective) ?? recordedNumber(recorded, names.absolute ?? names.effective);
  const bound = given ?? (recordedNumber(recorded, names.argument) ?? 0) * scale;
  return bound / Math.log(model.classes);
}

/** Values of each image in the details of a result. */
export function detail(name: string): StepQuantity['found'] {
  return ({ details }) => details[name]?.data ?? [];
}

export function diagnostic(name: string): StepQuantity['found'] {
  return ({ diagnostics }) => [diagnostics[name] ?? NaN];
}

export function stateTensor(name: string): StepQuantity['found'] {
  return ({ state }) => state[name]?.data ?? [];
}

/** Compares tensors of the final state with tensors of the recording, where it has them. */
export function finalTensors(
  list: readonly { quantity: string; tensor: string; state: string; kind?: QuantityKind }[],
): NonNullable<Replay['final']> {
  return ({ file }, { state }) =>
    list
      .filter(({ tensor }) => file.tensors.has(tensor))
      .map(({ quantity, tensor, state: key, kind = 'result' }) => ({
        quantity,
        tensor,
        kind,
        found: state[key]?.data ?? [],
        recorded: values(file, tensor),
      }));
}

/** θ in the order of the model from tensors `<prefix><parameter>`; parameters that are not recorded stay 0. */
export function recordedTheta({ file, model }: Pick<Recording, 'file' | 'model'>, prefix: string): Float32Array {
  const theta = new Float32Array(model.theta.data.length);
  const named = [...file.tensors].filter(([name]) => name.startsWith(prefix));
  const naming = namingOf(named.map(([name]) => name.slice(prefix.length)));
  const places = new Map(model.normParameters.map(({ name, offset }) => [name, offset]));
  for (const [name, stored] of named) {
    const offset = places.get(timmName(naming, name.slice(prefix.length)));
    if (offset !== undefined) theta.set(readFloat32(stored), offset);
  }
  return theta;
}

/** Whether a recording holds tensors `<prefix><parameter>`. */
export function hasTheta({ file }: Recording, prefix: string): boolean {
  return [...file.tensors.keys()].some((name) => name.startsWith(prefix));
}

/** The source images of a folder in batches. */
export async function* sourceBatches(
  { folder }: Recording,
  batchSize: number,
): AsyncGenerator<{ images: Float32Array; size: number }> {
  const { data, shape } = folder.sourceImages();
  const [count = 0] = shape;
  const width = data.length / count;
  for (let first = 0; first < count; first += batchSize) {
    const size = Math.min(batchSize, count - first);
    yield await Promise.resolve({ images: data.slice(first * width, (first + size) * width), size });
  }
}
