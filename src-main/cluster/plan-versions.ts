import { z } from 'zod';

const firstVersionSchema = z.looseObject({
  version: z.literal(1),
  tasks: z.array(z.looseObject({ configHash: z.string() })),
});

/** The JSON of a plan of the first version, whose bundles go by the checksums of configurations, as one of today. */
export function upgradePlan(json: unknown): unknown {
  const first = firstVersionSchema.safeParse(json);
  if (!first.success) return json;
  const tasks = first.data.tasks.map(({ configHash, ...task }) => {
    return { ...task, identity: '', inputs: {}, file: configHash, checksum: configHash };
  });
  return { ...first.data, version: 2, tasks };
}
