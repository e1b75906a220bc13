import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openCheckpoint } from '../../../src-main/models/checkpoint-file.ts';
import { choose, mutateBytes, mutateJsonText } from '../mutate.ts';
import { outcomeOf } from '../outcome.ts';
import type { FuzzTarget } from '../target.ts';

const sharded = path.join(import.meta.dirname, '..', '..', 'data', 'wrapped', 'sharded');
const indexName = 'model.safetensors.index.json';

/** Checkpoints in several files, of which the index or a shard is damaged. */
export const shardsTarget: FuzzTarget = {
  name: 'shards',
  open(folder) {
    const files = readdirSync(sharded).map((name) => ({ name, bytes: readFileSync(path.join(sharded, name)) }));
    const index: unknown = JSON.parse(readFileSync(path.join(sharded, indexName), 'utf8'));
    const shards = files.filter(({ name }) => name !== indexName);
    return {
      attempt(random) {
        for (const { name, bytes } of files) writeFileSync(path.join(folder, name), bytes);
        if (random() < 0.7) writeFileSync(path.join(folder, indexName), mutateJsonText(index, random));
        else {
          const { name, bytes } = choose(random, shards);
          writeFileSync(path.join(folder, name), mutateBytes(bytes, random));
        }
        return outcomeOf(() => openCheckpoint(path.join(folder, choose(random, files).name)));
      },
    };
  },
};
