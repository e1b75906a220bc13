import type { QuickstartOptions } from '../../../planning/quickstart.ts';
import { follow } from '../follow.ts';
import { digest, showOutcome } from '../outcome.ts';
import { print, printJson } from '../output.ts';
import { withLab, type CommonOptions } from '../session.ts';

export interface QuickstartFlags extends CommonOptions, QuickstartOptions {
  readonly out?: string;
}

export function quickstartCommand({ out, json, engine, threads, images, ...common }: QuickstartFlags): Promise<void> {
  return withLab(common, async (lab) => {
    const options: QuickstartOptions = {
      ...(engine === undefined ? {} : { engine }),
      ...(threads === undefined ? {} : { threads }),
      ...(images === undefined ? {} : { images }),
    };
    const runs = await follow(lab, await lab.starter.quickstart(options));
    const files = await lab.exportRuns(
      runs.map(({ id }) => id),
      out,
    );
    if (json) {
      printJson({ runs: runs.map(({ id }) => digest(lab.showRun(id))), files });
      return;
    }
    showOutcome(lab, runs, {});
    print(`Tables as CSV:\n${files.map((file) => `  ${file}`).join('\n')}`);
  });
}
