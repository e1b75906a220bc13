import { validationCorruptionNames } from '../../../src-shared/corruptions.ts';
import type { PretrainConfigInput } from '../../../src-shared/pretrain-config.ts';
import { mainProtocol, paperSeverity } from '../../../src-shared/published/protocols.ts';
import type { GeneratorKind } from '../../mgg/weights.ts';
import { plannedGenerator, type PlannedGenerator } from '../planned-generator.ts';
import { pretrainDataset, type PaperData } from './paper-data.ts';

/** Images per corruption that epochs are compared on. */
const evaluationImages = 500;

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
  return plannedGenerator(name, config, folder, `${kind}-n${images}`);
}
