import { z } from 'zod';

/** Whether an engine computes on the processor, whatever else there is. */
export const computesOnCpu = (engine: string): boolean => engine === 'onnx-cpu' || engine === 'wasm';

/** What runs can be computed on: a GPU, or the processor. */
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

/** e.g. `GPU 1`, or `CPU, job 2 of 2`. */
export function placeLabel({ device, job, jobs }: PlaceName): string {
  const name = device.kind === 'cpu' ? 'CPU' : `GPU ${device.id.slice('gpu'.length)}`;
  return jobs === 1 ? name : `${name}, job ${job} of ${jobs}`;
}

/** The same with the device's own name, as it stands in a run's record. */
export function placeText(place: PlaceName): string {
  return `${placeLabel(place)}: ${place.device.name}`;
}
