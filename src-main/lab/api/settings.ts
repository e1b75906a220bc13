import type { LabApi } from '../../../src-shared/api/contract.ts';
import type { ApiContext } from './context.ts';
import { pending } from './pending.ts';

type SettingsApi = Pick<
  LabApi,
  'info' | 'getSettings' | 'changeSettings' | 'moveDataFolder' | 'readUiState' | 'writeUiState'
>;

/** Facts about the lab, its settings, and what windows remember. */
export function settingsApi(_context: ApiContext): SettingsApi {
  return {
    info: pending,
    getSettings: pending,
    changeSettings: pending,
    moveDataFolder: pending,
    readUiState: pending,
    writeUiState: pending,
  };
}
