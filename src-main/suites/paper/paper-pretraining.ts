import path from 'node:path';
import { validationCorruptionNames } from '../../../src-shared/corruptions.ts';
import { identityOf } from '../../../src-shared/identity.ts';
import type { PretrainConfigInput } from '../../../src-shared/pretrain-config.ts';
import { mainProtocol, paperSeverity } from '../../../src-shared/published/protocols.ts';
import type { GeneratorKind } from '../../mgg/weights.ts';
import { checksumOf } from '../../platform/checksum.ts';
import { configurePretraining } from '../../runs/configure.ts';
import type { PlannedPretraining } from '../suite.ts';
import { pretrainDataset, type PaperData } from './paper-data.ts';

/** A generator that rows of a table use: a file that is there, or one that a pre-training is going to write. */
export interface PlannedGenerator {
  readonly mgg: string;
  readonly pretraining?: PlannedPretraining;
}

/** Images per corruption that epochs are compared on. */
const evaluationImages = 500;
const hashLength = 12;

/**
 * The generator that learned from so many images. Equal settings give the same file, so that tables share it.
 * @param folder of files that pre-trainings write
 * @returns undefined where there is neither a file nor what it could learn from
 */
export function planGenerator(
  data: PaperData,
  kind: GeneratorKind,
  images: number,
  folder: string,
): PlannedGenerator | undefined {
  const { setup } = data;
  const given = kind === 'gml' ? setup.mgg : setup.mggLstm;
  if (given !== null && images === mainProtocol.pretrainImages) return { mgg: given };
  const dataset = pretrainDataset(data);
  if (!dataset || setup.model === null) return undefined;
  const config: PretrainConfigInput = {
    dataset,
    evaluation: dataset,
    model: setup.model,
    ...(setup.reading ? { reading: setup.reading } : {}),
    shifts: validationCorruptionNames.map((corruption) => ({ corruption, severity: paperSeverity })),
    images,
    steps: setup.pretrainSteps,
    generator: kind,
    evaluationImages: Math.min(evaluationImages, setup.images ?? evaluationImages),
    normalisation: setup.normalisation,
    engine: setup.engine,
    threads: setup.threads,
  };
  const name = `MGG${kind === 'lstm' ? '-LSTM' : ''}, N = ${images}`;
  const hash = checksumOf(identityOf('pretrain', configurePretraining(config))).slice(0, hashLength);
  const output = path.join(folder, `${kind}-n${images}-${hash}.safetensors`);
  return { mgg: output, pretraining: { name, config: { ...config, output } } };
}
