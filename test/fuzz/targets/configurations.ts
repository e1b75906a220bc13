import { readConfigs } from '../../../src-shared/config-file.ts';
import { configure } from '../../../src-main/runs/configure.ts';
import { configOf } from '../../../src-main/shells/cli/run-flags.ts';
import { mutateJsonText } from '../mutate.ts';
import { outcomeOf } from '../outcome.ts';
import type { FuzzTarget } from '../target.ts';

const config = {
  dataset: { kind: 'quickstart' },
  model: 'quickstart',
  method: 'mgtta',
  options: { lr: 0.01 },
  mgg: 'quickstart',
  shifts: [{ corruption: 'fog', severity: 5 }],
  images: 64,
  batchSize: 16,
  seed: 1,
};

/** Configurations of runs as `lab run --config` reads them. */
export const configurationsTarget: FuzzTarget = {
  name: 'configurations',
  async open() {
    // Methods are loaded when they are first asked for.
    await configure(configOf({}, config));
    return {
      attempt: (random) =>
        outcomeOf(async () => {
          for (const raw of readConfigs('config.json', mutateJsonText([config, config], random))) {
            await configure(configOf({}, raw));
          }
        }),
    };
  },
};
