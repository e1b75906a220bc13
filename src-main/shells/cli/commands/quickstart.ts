import type { CallInput } from '../../../../src-shared/api/contract.ts';
import { follow } from '../follow.ts';
import { detailsOf, digest, showOutcome } from '../outcome.ts';
import { print, printJson } from '../output.ts';
import { withLab, type CommonOptions } from '../session.ts';

export interface QuickstartFlags extends CommonOptions, Omit<CallInput<'startQuickstart'>, 'scale'> {
  readonly out?: string;
}

export function quickstartCommand({ out, json, engine, threads, images, ...common }: QuickstartFlags): Promise<void> {
  return withLab(common, async (lab) => {
    const queued = await lab.api.startQuickstart({
      scale: 'full',
      ...(engine === undefined ? {} : { engine }),
      ...(threads === undefined ? {} : { threads }),
      ...(images === undefined ? {} : { images }),
    });
    const runs = await follow(lab, queued);
    const ids = runs.map(({ id }) => id);
    const files = await lab.writeExport(ids, 'csv', out);
    if (json) {
      printJson({ runs: (await detailsOf(lab.api, ids)).map(digest), files });
      return;
    }
    await showOutcome(lab, runs, {});
    print(`Tables as CSV:\n${files.map((file) => `  ${file}`).join('\n')}`);
  });
}
