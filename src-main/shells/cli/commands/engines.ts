import type { AutoEngine } from '../../../../src-shared/engines.ts';
import { print, printJson } from '../output.ts';
import { withLab, type CommonOptions } from '../session.ts';
import { enginesTable } from '../run-tables.ts';

/** What `auto` means here, and what keeps a GPU from being used. */
function autoLines({ candidates, races, gaps }: AutoEngine): string[] {
  const choice =
    candidates.length === 1
      ? `auto is ${candidates[0]!}: no GPU that an engine can use was found.`
      : `auto is the fastest of ${candidates.join(', ')}, measured before the first run with a family of models.`;
  return [
    choice,
    ...races.map(({ family, batchSize, chosen, reason }) => `  ${family}, batch ${batchSize}: ${chosen} (${reason})`),
    ...gaps.map(({ text, hint }) => `${text} ${hint}`),
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
