import { toLabError } from '../../src-shared/errors.ts';
import { engineIds, type Engine, type EngineId } from '../../src-main/engines/engine.ts';
import { openEngine } from '../../src-main/engines/engine-registry.ts';

/** Opens every engine that works on this machine, in the order of `engineIds`. */
export async function openAvailableEngines(): Promise<Map<EngineId, Engine>> {
  const engines = new Map<EngineId, Engine>();
  for (const id of engineIds) {
    try {
      engines.set(id, await openEngine(id, { threads: 1 }));
    } catch (error) {
      if (toLabError(error).code !== 'engine-unavailable') throw error;
    }
  }
  return engines;
}
