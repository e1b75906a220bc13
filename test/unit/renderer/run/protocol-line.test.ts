import { describe, expect, it } from 'vitest';
import { protocolLine, type DataNames } from '../../../../src-renderer/components/run/protocol-line.ts';
import { runConfigSchema, type RunConfigInput } from '../../../../src-shared/run-config.ts';

const names: DataNames = {
  dataset: ({ kind }) => (kind === 'quickstart' ? 'Fashion-MNIST in colour' : undefined),
  model: (model) => (model === 'quickstart' ? 'Small ViT' : undefined),
};

const config = (changes: Partial<RunConfigInput> = {}): ReturnType<typeof runConfigSchema.parse> =>
  runConfigSchema.parse({
    dataset: { kind: 'quickstart' },
    model: 'quickstart',
    method: 'tent',
    shifts: [{ corruption: 'gaussian_noise', severity: 5 }],
    images: 1000,
    ...changes,
  });

describe('the line of a protocol', () => {
  it('says data, shift, images, model and seed', () => {
    expect(protocolLine([config()], names)).toBe(
      'Fashion-MNIST in colour · Gaussian noise 5 · 1,000 images · Small ViT · seed 2020',
    );
  });

  it('says what is not usual', () => {
    const unusual = config({ order: 'mixed', policy: 'continual', batchSize: 1, imbalanceRatio: 10, images: null });
    expect(protocolLine([unusual], names)).toBe(
      'Fashion-MNIST in colour · Gaussian noise 5 · mixed · continual · γ 10 · batch 1 · Small ViT · seed 2020',
    );
  });

  it('says where label shift draws with replacement', () => {
    const drawn = config({ imbalanceRatio: 10, replacement: true });
    expect(protocolLine([drawn], names)).toContain(' · γ 10 · with replacement · ');
  });

  it('says in what order labels come', () => {
    const line = (changes: Partial<RunConfigInput>) => protocolLine([config({ images: null, ...changes })], names);
    expect(line({ labelOrder: 'sorted' })).toContain(' · sorted labels · ');
    expect(line({ labelOrder: 'dirichlet', concentration: 0.5 })).toContain(' · Dirichlet labels, δ 0.5 · ');
  });

  it('says in what order, course and rounds shifts come', () => {
    const changes = { policy: 'continual', course: 'gradual', shiftOrder: 'shuffled', rounds: 20 } as const;
    const line = protocolLine([config({ images: null, ...changes })], names);
    expect(line).toContain(' · continual · gradual severities · shuffled shifts · 20 rounds · ');
  });

  it('says after how many batches a method is reset', () => {
    const line = protocolLine([config({ images: null, policy: 'continual', resetEvery: 1000 })], names);
    expect(line).toContain(' · continual · reset every 1,000 batches · ');
  });

  it('names data that is no longer registered by its folder', () => {
    const other = config({ dataset: { kind: 'folder', path: '/data/pets' }, model: '/models/vit.safetensors' });
    expect(protocolLine([other], names)).toBe('pets · Gaussian noise 5 · 1,000 images · vit.safetensors · seed 2020');
  });

  it('sums up the seeds of a group, and leaves out what differs much', () => {
    const group = [2020, 2021, 2022].map((seed, index) => config({ seed, images: 100 * (index + 1) }));
    expect(protocolLine(group, names)).toBe('Fashion-MNIST in colour · Gaussian noise 5 · Small ViT · seeds 2020–2022');
  });
});
