import { z } from 'zod';

/** Whether an engine computes on the processor, whatever else there is. */
export const computesOnCpu = (engine: string): boolean => engine === 'onnx-cpu' || engine === 'wasm';

/** Device that runs can be computed on: a GPU, or the processor. */
export const deviceSchema = z.strictObject({
  /** `gpu0`, `gpu1`, … in the order in which the driver counts them, or `cpu`. */
  id: z.string(),
  kind: z.enum(['gpu', 'cpu']),
  /** As its maker calls it. */
  name: z.string(),
});
export type Device = z.output<typeof deviceSchema>;

/** Which devices compute, and how many runs at a time each of them. */
export const deviceSettingsSchema = z.strictObject({
  /** Ids of devices; null for all that there are. */
  devices: z.array(z.string()).min(1).nullable().default(null),
  jobsPerDevice: z.int().min(1).max(16).default(1),
});
export type DeviceSettings = z.output<typeof deviceSettingsSchema>;

/** Where one run computes while others may compute beside it: a device, and which of the runs on it. */
export interface PlaceName {
  readonly device: Device;
  /** From 1. */
  readonly job: number;
  /** Runs at a time on this device. */
  readonly jobs: number;
}

/** e.g. `GPU 1`, or `CPU · 2/2` for the second of two runs at a time. */
export function placeLabel({ device, job, jobs }: PlaceName): string {
  const name = device.kind === 'cpu' ? 'CPU' : `GPU ${device.id.slice('gpu'.length)}`;
  return jobs === 1 ? name : `${name} · ${job}/${jobs}`;
}

/** Whether a run shared its device with others, by the text in its record. */
export const isShared = (place: string | undefined): boolean => / · \d+\/\d+: /.test(place ?? '');

/** The same with the device's own name, as it stands in a run's record. */
export function placeText(place: PlaceName): string {
  return `${placeLabel(place)}: ${place.device.name}`;
}

/** Steps of a method timed on the CPU: of one run with all threads, and of several at a time that divide them. */
export const atOnceSchema = z.strictObject({
  /** Of models, see `EngineRace`. */
  family: z.string(),
  batchSize: z.int().positive(),
  measuredAt: z.iso.datetime(),
  entries: z.array(
    z.strictObject({
      jobs: z.int().positive(),
      /** Of each. */
      threads: z.int().positive(),
      /** Of all together. */
      imagesPerSecond: z.number().positive(),
    }),
  ),
});
export type AtOnce = z.output<typeof atOnceSchema>;

/** How many times as many images as one run so many do at a time; 1 where that was not measured. */
export function speedUp({ entries }: Pick<AtOnce, 'entries'>, jobs: number): number {
  const of = (count: number): number | undefined => entries.find((entry) => entry.jobs === count)?.imagesPerSecond;
  const [one, several] = [of(1), of(jobs)];
  return one === undefined || several === undefined ? 1 : several / one;
}

/** Least speed-up that counts: measurements differ, and a smaller one is gained less often than lost. */
const leastGain = 1.05;

/** The fastest number of runs at a time; undefined where it is barely faster than `jobs`. */
export function betterAtOnce(measured: Pick<AtOnce, 'entries'>, jobs: number, most = Infinity): number | undefined {
  const numbers = measured.entries.map((entry) => entry.jobs).filter((count) => count <= most);
  const best = numbers.sort((a, b) => speedUp(measured, b) - speedUp(measured, a))[0];
  if (best === undefined || best === jobs) return undefined;
  return speedUp(measured, best) > leastGain * speedUp(measured, Math.min(jobs, most)) ? best : undefined;
}
