import { print, printJson } from '../output.ts';
import { withLab, type CommonOptions } from '../session.ts';
import { enginesTable } from '../run-tables.ts';

export function enginesCommand(flags: CommonOptions): Promise<void> {
  return withLab(flags, async ({ api }) => {
    const engines = await api.listEngines({});
    if (flags.json) {
      printJson(engines);
      return;
    }
    print(enginesTable(engines));
    for (const { id, available, reason, hint } of engines) {
      if (!available) print(`${id} is not available: ${[reason, hint].filter(Boolean).join(' ')}`);
    }
  });
}
