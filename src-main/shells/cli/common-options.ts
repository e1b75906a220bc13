import { Option, type Command } from 'commander';
import { precisions } from '../../../src-shared/precision.ts';
import {
  activationNames,
  modelReadingSchema,
  poolNames,
  weightsNames,
  type ModelReading,
} from '../../../src-shared/model-reading.ts';
import { normalisationChoices } from '../../../src-shared/normalisation.ts';
import { autoEngineText } from '../../../src-shared/run-config.ts';
import { engineIds } from '../../engines/engine.ts';
import { parseInteger, parseList, parseNumber } from './parse.ts';

export function engineOption(): Option {
  return new Option('--engine <engine>', `what computes (default: auto, ${autoEngineText})`).choices([
    'auto',
    ...engineIds,
  ]);
}

export function normalisationOption(): Option {
  return new Option('--normalisation <of>', 'of the images; the default is half').choices(normalisationChoices);
}

export function precisionOption(): Option {
  const text = 'of the products of networks; float16 with onnx-webgpu and onnx-cuda, judged by wider tolerances';
  return new Option('--precision <precision>', text).choices(precisions).default('float32');
}

export function threadsOption(): Option {
  return new Option('--threads <n>', 'CPU threads; 0 lets the engine decide').argParser(parseInteger(0));
}

/** Where a command's runs compute. */
export function addPlaceOptions(command: Command): Command {
  return command
    .option('--devices <list>', 'that compute, e.g. gpu0,gpu1 or cpu (default: those of the settings)', parseList)
    .option('--jobs <n>', 'runs at a time on each device; the CPU’s threads are divided', parseInteger(1, 16));
}

/** Flags that say what a checkpoint computes, where its file doesn't. */
export type ReadingFlags = { readonly [Name in keyof ModelReading]?: ModelReading[Name] };

export function addReadingOptions(command: Command): Command {
  return command
    .option('--heads <n>', 'attention heads of --model', parseInteger(1))
    .option('--eps <x>', 'of its norms, e.g. 1e-6', parseNumber)
    .option('--image-size <n>', 'pixels per side, for ResNets and ConvNeXts', parseInteger(1))
    .addOption(new Option('--activation <name>', 'of its MLPs').choices(activationNames))
    .addOption(new Option('--pool <what>', 'its head sees: class token, patch tokens or all').choices(poolNames))
    .addOption(new Option('--weights <which>', 'of a checkpoint with averaged ones').choices(weightsNames));
}

/** The flags as a configuration holds them, over what it holds already; without any of them nothing. */
export function readingOf(flags: ReadingFlags, before?: unknown): { readonly reading?: ModelReading } {
  const names = Object.keys(modelReadingSchema.shape) as (keyof ModelReading)[];
  const given = names.flatMap((name) => (flags[name] === undefined ? [] : [[name, flags[name]] as const]));
  // Invalid answers are reported by the check of the whole configuration.
  if (given.length === 0) return before === undefined ? {} : { reading: before as ModelReading };
  return { reading: { ...(before as ModelReading | undefined), ...Object.fromEntries(given) } };
}
