import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Fingerprints, InputCache } from '../../../src-main/identity/fingerprints.ts';
import { Identities } from '../../../src-main/identity/identities.ts';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import { runConfigSchema } from '../../../src-shared/run-config.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const nothingStored = { readValue: () => null, writeValue: () => undefined, readOnly: false };

describe('a model that is replaced', () => {
  const folder = temporaryFolder('fingerprints');
  const model = path.join(folder, 'model.safetensors');
  const config = runConfigSchema.parse({
    dataset: { kind: 'quickstart' },
    model,
    mgg: null,
    method: 'noadapt',
    shifts: [{ corruption: 'fog', severity: 5 }],
  });

  it('counts as another one, but within a set, whose runs look at it once', async () => {
    const fingerprints = new Fingerprints(nothingStored, folder);
    const cache = new InputCache();
    writeFileSync(model, 'first');
    const first = await fingerprints.of(config, cache);
    writeFileSync(model, 'another');
    expect(await fingerprints.of(config, cache)).toEqual(first);
    expect((await fingerprints.of(config))['model']).toMatch(/^sha256:/);
    expect((await fingerprints.of(config))['model']).not.toBe(first['model']);
  });

  it('gives the same configuration another identity', async () => {
    const store = openStore(path.join(folder, 'lab.sqlite'));
    const identities = new Identities(store, folder);
    writeFileSync(model, 'first');
    const { identity } = await identities.of('adapt', config);
    expect(await identities.of('adapt', config)).toMatchObject({ identity });
    writeFileSync(model, 'another');
    expect((await identities.of('adapt', config)).identity).not.toBe(identity);
    store.close();
  });
});
