import { betterAtOnce, speedUp, type AtOnce } from '../../../../src-shared/devices.ts';
import { absoluteModel } from '../../../platform/package-root.ts';
import { print, printJson } from '../output.ts';
import { withLab, type CommonOptions } from '../session.ts';

export interface AtOnceFlags extends CommonOptions {
  readonly model?: string;
}

function lines(measured: AtOnce): string[] {
  const { family, batchSize, entries } = measured;
  const better = betterAtOnce(measured, 1);
  return [
    `${family}, batch ${batchSize}, a step of MGTTA on the CPU:`,
    ...entries.map(
      ({ jobs, threads, imagesPerSecond }) =>
        `  ${jobs} × ${threads} thread${threads === 1 ? '' : 's'}: ${imagesPerSecond.toPrecision(3)} images/s` +
        (jobs === 1 ? '' : `, ${speedUp(measured, jobs).toFixed(2)} ×`),
    ),
    better === undefined ? 'One run at a time is as fast as several.' : `Fastest: --jobs ${better}.`,
  ];
}

/** Measures runs at a time with a model and says which number of them is the fastest. */
export function atOnceCommand(flags: AtOnceFlags): Promise<void> {
  return withLab(flags, async ({ api }) => {
    const { model = 'quickstart' } = flags;
    const [measured] = await api.measureRunsAtOnce({ model: absoluteModel(model) });
    if (flags.json) printJson(measured);
    else if (measured) lines(measured).forEach(print);
  });
}
