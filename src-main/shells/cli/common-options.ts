import { Option } from 'commander';
import { normalisationChoices } from '../../../src-shared/normalisation.ts';
import { autoEngineText } from '../../../src-shared/run-config.ts';
import { engineIds } from '../../engines/engine.ts';
import { parseInteger } from './parse.ts';

export function engineOption(): Option {
  return new Option('--engine <engine>', `what computes (default: auto, ${autoEngineText})`).choices([
    'auto',
    ...engineIds,
  ]);
}

export function normalisationOption(): Option {
  return new Option('--normalisation <of>', 'of the images; the default is half').choices(normalisationChoices);
}

export function threadsOption(): Option {
  return new Option('--threads <n>', 'CPU threads; 0 lets the engine decide').argParser(parseInteger(0));
}
