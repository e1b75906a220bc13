import type { AutoEngine, EngineSetup } from '../../../../src-shared/engines.ts';
import { toLabError } from '../../../../src-shared/errors.ts';
import { Interrupted, print, printJson } from '../output.ts';
import { setupView } from '../setup-view.ts';
import { withLab, type CommonOptions } from '../session.ts';
import { enginesTable } from '../run-tables.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The choice of `auto` here, and why a GPU is not used. */
function autoLines({ candidates, races, gaps }: AutoEngine): string[] {
  const choice =
    candidates.length === 1
      ? `auto is ${candidates[0]!}: no GPU that an engine can use was found.`
      : `auto is the fastest of ${candidates.join(', ')}, measured before the first run with a family of models.`;
  return [
    choice,
    ...races.map(({ family, batchSize, chosen, reason }) => `  ${family}, batch ${batchSize}: ${chosen} (${reason})`),
    ...gaps.map(({ text, hint, setup }) =>
      [text, hint, ...(setup ? [`Run: lab engines setup ${setup}`] : [])].join(' '),
    ),
  ];
}

export function enginesCommand(flags: CommonOptions): Promise<void> {
  return withLab(flags, async ({ api }) => {
    const engines = await api.listEngines({});
    const auto = await api.autoEngine({});
    if (flags.json) {
      printJson({ engines, auto });
      return;
    }
    print(enginesTable(engines));
    for (const { id, available, reason, hint } of engines) {
      if (!available) print(`${id} is not available: ${[reason, hint].filter(Boolean).join(' ')}`);
    }
    autoLines(auto).forEach(print);
  });
}

export function measureEnginesCommand(flags: CommonOptions): Promise<void> {
  return withLab(flags, async ({ api }) => {
    const auto = await api.measureEngines({});
    if (flags.json) printJson(auto);
    else autoLines(auto).forEach(print);
  });
}

export function setUpEngineCommand(setup: EngineSetup, flags: CommonOptions): Promise<void> {
  return withLab(flags, async ({ api, hub }) => {
    const view = setupView();
    const stop = (): void => void api.stopEngineSetup({});
    const unsubscribe = hub.subscribe(({ topic, payload }) => {
      if (topic === 'engineSetup' && payload) view.show(payload);
    });
    for (const signal of signals) process.on(signal, stop);
    try {
      await api.setUpEngine({ setup });
    } catch (error) {
      const { code, message } = toLabError(error);
      throw code === 'cancelled' ? new Interrupted(message) : error;
    } finally {
      for (const signal of signals) process.off(signal, stop);
      unsubscribe();
      view.close();
    }
    const auto = await api.autoEngine({});
    if (flags.json) printJson(auto);
    else [`${setup} is set up and works.`, ...autoLines(auto)].forEach(print);
  });
}
