import { z } from 'zod';
import { labelled } from './options.ts';

const computer = { topic: 'computer' } as const;

/**
 * Where, with what and on what data an attempt ran: all that is needed to repeat it, beside the configuration. What a
 * difference in model, preprocessing and streams means is said by the settings that they settle (`run-config.ts`).
 */
export const provenanceSchema = z.strictObject({
  engine: labelled(z.string(), { label: 'Engine', compare: computer }),
  /** Why the lab has taken this engine; absent where the run asked for it. */
  engineReason: labelled(z.string().exactOptional(), { label: 'Engine chosen because', compare: computer }),
  device: labelled(z.string(), { label: 'Device', compare: computer }),
  /** Where on its computer, and how many runs at a time; absent in runs of older versions. */
  place: labelled(z.string().exactOptional(), { label: 'Computed on', compare: computer }),
  engineVersion: labelled(z.string(), { label: 'Engine version', compare: computer }),
  threads: labelled(z.int().nonnegative(), { label: 'CPU threads', compare: computer }),
  /** C as it was measured on this computer, where the run asks for that: forward passes that a step takes as long as. */
  measuredCost: labelled(z.number().positive().exactOptional(), {
    label: 'Cost of a step, measured',
    compare: computer,
  }),
  labVersion: labelled(z.string(), { label: 'Lab version', compare: computer }),
  /** Commit of the lab's sources, null when it runs from a package. */
  gitCommit: labelled(z.string().nullable(), { label: 'Commit', compare: computer }),
  nodeVersion: labelled(z.string(), { label: 'Node version', compare: computer }),
  /** Operating system and processor architecture, e.g. `linux 6.1.0 x64`. */
  os: labelled(z.string(), { label: 'Operating system', compare: computer }),
  host: labelled(z.string(), { label: 'Host', compare: computer }),
  /** SHA-256 of the checkpoint files, hex. */
  modelHash: labelled(z.string(), { label: 'Model, SHA-256', compare: { topic: 'protocol' } }),
  /** The same of a few of its tensors, by which it is known again in another file; absent in runs of older versions. */
  modelTensors: labelled(z.string().exactOptional(), { label: 'Model, tensors', compare: { topic: 'protocol' } }),
  /** The arithmetic of the source model that its tensors leave open; absent in runs of older versions. */
  arithmetic: labelled(z.string().exactOptional(), {
    label: 'Arithmetic of the model',
    compare: { topic: 'protocol' },
  }),
  /** The same with the source of each part: tensors, metadata, a configuration, a name, the user, or a guess. */
  arithmeticSources: labelled(z.string().exactOptional(), { label: 'Arithmetic known from', compare: computer }),
  mggHash: labelled(z.string().nullable(), { label: 'MGG, SHA-256', compare: { topic: 'method' } }),
  /** SHA-256 over the fingerprints of the streams, hex. */
  datasetFingerprint: labelled(z.string(), { label: 'Images, SHA-256', compare: { topic: 'protocol' } }),
  /** How images become tensors, in words and numbers, e.g. `32×32, mean 0.5, std 0.5`. */
  preprocessing: labelled(z.string(), { label: 'Preprocessing', compare: { topic: 'protocol' } }),
});
export type Provenance = z.output<typeof provenanceSchema>;
