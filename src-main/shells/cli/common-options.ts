import { Option } from 'commander';
import { engineIds } from '../../engines/engine.ts';
import { parseInteger } from './parse.ts';

export function engineOption(): Option {
  return new Option('--engine <engine>', 'what computes (default: auto)').choices(['auto', ...engineIds]);
}

export function threadsOption(): Option {
  return new Option('--threads <n>', 'CPU threads; 0 lets the engine decide').argParser(parseInteger(0));
}
