import { expect, it } from 'vitest';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import { temporaryFile } from './support.ts';

it('keeps values by their key until they are replaced or removed', () => {
  const file = temporaryFile();
  const store = openStore(file);
  expect(store.readValue('settings')).toBeNull();
  store.writeValue('settings', { theme: 'dark', sizes: [1, 2.5, null] });
  store.writeValue('other', 'text');
  store.writeValue('other', false);
  store.close();
  const again = openStore(file);
  expect(again.readValue('settings')).toEqual({ theme: 'dark', sizes: [1, 2.5, null] });
  expect(again.readValue('other')).toBe(false);
  again.writeValue('other', null);
  expect(again.readValue('other')).toBeNull();
});
