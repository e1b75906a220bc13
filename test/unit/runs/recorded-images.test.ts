import { expect, it } from 'vitest';
import { requireRecords } from '../../../src-main/runs/recorded-images.ts';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import { pretrainConfigSchema } from '../../../src-shared/pretrain-config.ts';
import { newRun, temporaryFile } from '../store/support.ts';

it('records of images that are not there are missed with a reason', () => {
  const store = openStore(temporaryFile());
  const config = pretrainConfigSchema.parse({
    dataset: { kind: 'quickstart' },
    model: 'quickstart',
    output: '/data/a.pth',
  });
  const { id } = store.createRun({ kind: 'pretrain', config, method: 'mgg', name: 'First try' });
  expect(() => requireRecords(store, id)).toThrow('First try is a pre-training: it predicts no images of a stream.');
  const adaptation = store.createRun(newRun());
  expect(() => requireRecords(store, adaptation.id)).toThrow(`${adaptation.name} keeps no records of its images.`);
  expect(() => requireRecords(store, 'gone')).toThrow('gone');
  store.close();
});
