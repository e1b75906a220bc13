import type { Preset } from '../../src-shared/api/lab.ts';
import { corruptionGroups, corruptionNames } from '../../src-shared/corruptions.ts';
import { runProtocol, type Protocol } from '../../src-shared/protocol.ts';
import {
  batchBudgetProtocol,
  batchSizeProtocol,
  mainProtocol,
  mixedProtocol,
  naturalProtocol,
  timeBudgetProtocol,
} from '../../src-shared/published/protocols.ts';
import type { Shift } from '../../src-shared/run-config.ts';
import type { QuickstartSettings } from './quickstart.ts';

const at = (severity: number, corruptions: readonly string[]): Shift[] =>
  corruptions.map((corruption) => ({ corruption, severity }));

/** The first of each group. */
const oneOfEachGroup = Object.values(corruptionGroups).map(([first]) => first);

const embedded = {
  dataset: { kind: 'quickstart', split: 'test' },
  model: 'quickstart',
  mgg: 'quickstart',
} as const;

/** Methods of the quick start, each once; what they are set to is in the preset's `options`. */
function quickstartMethods({ runs }: QuickstartSettings): Pick<Preset, 'methods' | 'options'> {
  const first = [...Map.groupBy(runs, ({ method }) => method).values()].flatMap((same) => same.slice(0, 1));
  return {
    methods: first.map(({ method }) => method),
    options: Object.fromEntries(first.map(({ method, options }) => [method, options])),
  };
}

/** The protocols of the paper's tables, for a the user's dataset and model. */
function paperPresets(methods: string[]): Preset[] {
  const own = 'For a dataset and model of yours:';
  const preset = (id: string, name: string, about: string, protocol: Protocol): Preset => ({
    id,
    name,
    about: `${own} ${about}`,
    methods,
    options: {},
    config: { ...runProtocol(protocol), seed: protocol.seeds[0]! },
  });
  return [
    preset('paper', 'Paper: Table 1', 'severity 5, batches of 64, all images, defaults of the paper.', mainProtocol),
    preset('paper-time', 'Paper: Table 2, 10 s', 'ten seconds of adaptation per stream.', timeBudgetProtocol(10)),
    preset(
      'paper-budget',
      'Paper: Table 2, 50 batches',
      'adaptation ends after 50 batches of a stream.',
      batchBudgetProtocol(50),
    ),
    preset('paper-natural', 'Paper: Table 3', 'images as they are (ImageNet-R, -Sketch, -A).', naturalProtocol),
    preset('paper-mixed', 'Paper: Table 7', 'all corruptions shuffled into one stream.', mixedProtocol),
    preset('paper-small-batches', 'Paper: Table 8', 'batches of 4 images.', batchSizeProtocol(4)),
  ];
}

/** Starting points for New experiment: the embedded data first, then the settings of the paper for one's own data. */
export function presetList(settings: QuickstartSettings): Preset[] {
  const { images, severity, batchSize, seed, sourceImages } = settings;
  const common = { ...embedded, batchSize, seed, sourceImages, order: 'separate', policy: 'reset' } as const;
  const all = at(severity, corruptionNames);
  const { methods, options } = quickstartMethods(settings);
  return [
    {
      id: 'first-look',
      name: 'First look',
      about: 'One corruption of the embedded data, no adaptation beside MGTTA: seconds.',
      methods: ['noadapt', 'mgtta'],
      options,
      config: { ...common, shifts: at(severity, ['gaussian_noise']), images: 1000 },
    },
    {
      id: 'corruptions',
      name: '15 corruptions',
      about: 'The quick start: all test corruptions, each from the source model, every method with its settings.',
      methods,
      options,
      config: { ...common, shifts: all, images },
    },
    {
      id: 'continual',
      name: 'Continual',
      about: 'The 15 corruptions one after the other, carrying over what was learned.',
      methods,
      options,
      config: { ...common, shifts: all, images, policy: 'continual' },
    },
    {
      id: 'mixed',
      name: 'Mixed',
      about: 'Images of all 15 corruptions shuffled into one stream (the protocol of Table 7).',
      methods,
      options,
      config: { ...common, shifts: all, images, order: 'mixed' },
    },
    {
      id: 'small-batches',
      name: 'Small batches',
      about:
        'One corruption of each group, four images per step, where statistics over a batch are poor (the protocol of Table 8).',
      methods,
      options,
      config: { ...common, shifts: at(severity, oneOfEachGroup), images: 400, batchSize: 4 },
    },
    ...paperPresets(methods),
  ];
}
