import { LabError } from '../../src-shared/errors.ts';
import type { Engine } from '../engines/engine.ts';
import { loadSourceModel } from '../models/load-model.ts';
import type { SourceModel } from '../models/source-model.ts';
import { verifyAdaptation } from './adaptation.ts';
import type { Check } from './compare.ts';
import { forwardName, hasForward, verifyForward } from './forward.ts';
import { openGoldenFolder, type GoldenFolder } from './folder.ts';
import { pretrainingReferences, verifyPretraining } from './pretraining.ts';
import { replays } from './replays/index.ts';
import { recordedNumber, scaledHead } from './replays/replay.ts';

interface MethodReport {
  readonly method: string;
  readonly checks: readonly Check[];
  readonly pass: boolean;
}

export interface VerifyReport {
  readonly folder: string;
  readonly engine: string;
  readonly methods: readonly MethodReport[];
  /** Recordings of methods that the lab doesn't have. */
  readonly unknown: readonly string[];
  readonly pass: boolean;
}

function isKnown(folder: GoldenFolder, name: string): boolean {
  const reference = folder.methods[name]?.reference ?? '';
  return Object.hasOwn(replays, reference) || pretrainingReferences.includes(reference);
}

function choose(folder: GoldenFolder, wanted: readonly string[] | undefined): string[] {
  const all = Object.keys(folder.methods);
  const known = [...(hasForward(folder) ? [forwardName] : []), ...all.filter((name) => isKnown(folder, name))];
  const missing = wanted?.find((name) => !known.includes(name));
  if (missing !== undefined) {
    const what = all.includes(missing)
      ? 'is recorded, but the lab has no such method'
      : `is not recorded in ${folder.path}`;
    throw new LabError('bad-option', `"${missing}" ${what}.`, `Methods that can be verified: ${known.join(', ')}.`);
  }
  return wanted ? [...wanted] : known;
}

/**
 * Runs methods on recorded inputs and compares with the recorded outputs of the reference implementations.
 * @param path folder with config.json, model, images, source statistics and one recording per method
 * @throws LabError when the folder or a method's name is wrong
 */
export async function verifyFolder(
  path: string,
  { engine, methods }: { readonly engine: Engine; readonly methods?: readonly string[] },
): Promise<VerifyReport> {
  const folder = openGoldenFolder(path);
  const names = choose(folder, methods);
  const models = new Map<boolean, SourceModel>();
  const modelFor = async (masked: boolean): Promise<SourceModel> => {
    const known = models.get(masked);
    if (known) return known;
    const mask = masked ? folder.classMask : undefined;
    const options = { ...folder.reading, ...(mask ? { classMask: mask } : {}) };
    const model = await loadSourceModel(folder.file('model.safetensors'), options);
    models.set(masked, model);
    return model;
  };
  const reports: MethodReport[] = [];
  if (names.includes(forwardName)) {
    const checks = await verifyForward(folder, engine, await modelFor(false));
    reports.push({ method: forwardName, checks, pass: checks.every((check) => check.pass) });
  }
  for (const name of names) {
    const recorded = folder.methods[name];
    if (!recorded) continue;
    const scale = recordedNumber(recorded, 'head_scale') ?? 1;
    const model = scaledHead(await modelFor(recorded.class_mask_used), scale);
    const replay = replays[recorded.reference];
    const unmasked = scaledHead(await modelFor(false), scale);
    const checks = replay
      ? await verifyAdaptation(
          { folder, file: folder.recording(name), recorded, engine, model, unmasked },
          name,
          replay,
        )
      : await verifyPretraining(folder, name, recorded, engine, model);
    reports.push({ method: name, checks, pass: checks.every((check) => check.pass) });
  }
  return {
    folder: path,
    engine: engine.description.id,
    methods: reports,
    unknown: Object.keys(folder.methods).filter((name) => !isKnown(folder, name)),
    pass: reports.every((report) => report.pass),
  };
}
