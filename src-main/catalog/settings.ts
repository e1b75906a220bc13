import { settingsSchema, type Settings } from '../../src-shared/api/lab.ts';
import type { Store } from '../store/store.ts';
import { readStoredObject } from './stored-object.ts';

/** Under which the store keeps the user's settings. */
export const settingsKey = 'settings';

/** The user's settings. */
export const readSettings = (store: Pick<Store, 'readValue'>): Settings =>
  readStoredObject(store, settingsKey, settingsSchema);
