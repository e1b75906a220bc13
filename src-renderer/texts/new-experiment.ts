import { autoEngineText } from '../../src-shared/run-config.ts';
import type { DatasetConfig, RunConfig } from '../../src-shared/run-config.ts';

export const newExperiment = {
  title: 'New experiment',
  subtitle: 'Each method runs once per seed, under the same protocol. “vary” beside a setting makes it a sweep.',
  actions: {
    import: 'Import',
    importHelp: 'Import settings or a sweep from a JSON file; it can also be dropped on the page',
    export: 'Export',
    exportHelp: 'Save these settings as JSON, as `lab run --config` reads them',
  },
  imported: (name: string) => `Settings loaded from ${name}.`,
  importedPart:
    'These runs differ in settings that one form cannot show; where they differ, it shows those of the first run.',
  importedSweepPart:
    'This sweep has parts that the form cannot show, such as several entries of a method or separate validation streams. lab sweep run runs the file unchanged.',
  noMethod: (name: string, method: string) => `${name} uses the method "${method}", which this lab does not have.`,
  methodsAre: (known: string) => `Methods: ${known}.`,
  noOption: (name: string, method: string, option: string) =>
    `${name} sets the option "${option}" of ${method}, which has no such option.`,
  optionsAre: (method: string, known: string) => `Options of ${method}: ${known}.`,
  noOptions: 'none',
  badOption: (name: string, option: string, problem: string) =>
    `${name} sets "${option}" to an invalid value: ${problem}`,
  notConfig: (name: string, reason: string) => `${name} is not a run configuration: ${reason}`,
  notSweep: (name: string, reason: string) => `${name} is not a sweep: ${reason}`,
  cloned: (name: string) => `Settings copied from ${name}.`,
  clonePretraining: 'Pre-trainings are set up on the page Pre-train MGG.',

  data: {
    title: 'Data and model',
    dataset: 'Dataset',
    split: 'Split',
    splitHelp: 'Report numbers on test images; choose settings on validation images.',
    splits: {
      test: 'For reported numbers.',
      validation: 'For choosing settings.',
      train: 'For training; the model has seen these images.',
    },
    counts: (images: string, classes: string) => `${images}, ${classes}`,
    unregistered: (dataset: DatasetConfig) => (dataset.kind === 'folder' ? dataset.path : 'Embedded data'),
    manage: 'Manage datasets',
    model: 'Source model',
    modelNote: (architecture: string, adapted: string) => `${architecture}; ${adapted} parameters are adapted`,
    mgg: 'Meta gradient generator',
    mggUnused: 'None of the selected methods uses a generator.',
    mggNote: (origin: string, kind: string) => `${origin}, ${kind}`,
    origins: { embedded: 'embedded', pretrained: 'pre-trained here', imported: 'imported', untrained: 'untrained' },
    kinds: { gml: 'gradient memory layer', lstm: 'LSTM' },
    missing: 'not registered',
    classMask: {
      label: 'Class mask',
      help: 'Indices of the classes that the model chooses among, e.g. 0–9, 12; for a dataset with only some of the model’s classes.',
      all: 'all classes',
      count: (count: number) => `The model chooses among ${count} classes.`,
      problem: 'Enter numbers or ranges such as 0–9, 12.',
    },
  },
  methods: {
    title: 'Methods',
    settingsOf: (method: string) => `Settings of ${method}`,
    defaults: 'defaults',
  },
  shifts: {
    title: 'Corruptions and severities',
    domains: 'Domains',
    all: (count: number, levels: readonly number[]) =>
      levels.length === 0 ? `All ${count}` : `All ${count} at severity ${levels.join(', ')}`,
    storedGroup: (plain: boolean) => (plain ? 'Stored in the folder' : 'Stored in the folder, by severity'),
    none: 'None',
    clean: 'Clean images',
    groups: {
      noise: 'Noise',
      blur: 'Blur',
      weather: 'Weather',
      digital: 'Digital',
      validation: 'Validation only',
      own: 'Your own',
    } as Readonly<Record<string, string>>,
    level: (group: string, severity: number) => `${group}: severity ${severity}`,
    cell: (corruption: string, severity: number) =>
      severity === 0 ? corruption : `${corruption}, severity ${severity}`,
    count: (count: number) => (count === 1 ? '1 shift' : `${count} shifts`),
  },
  stream: {
    title: 'Streams',
    advanced: 'More settings',
  },
  seeds: {
    label: 'Seeds',
    help: 'Random seed of image selection, order and noise. Several seeds give mean ± std; write 2020, 2021 or 2020–2024.',
    problem: 'Enter numbers or ranges such as 2020–2024.',
    count: (count: number) => `${count} runs per method`,
  },
  strip: {
    title: 'The streams of each run',
    invalid: 'The streams of each run',
    caption: ({ order, policy, rounds, resetEvery, ...config }: RunConfig, perRound: number) => {
      const streams =
        order === 'mixed' ? 'all shifts shuffled into one stream' : perRound === 1 ? '1 stream' : `${perRound} streams`;
      const sequence = rounds === 1 ? streams : `${rounds} rounds of ${streams}`;
      const carried =
        perRound * rounds === 1
          ? ''
          : policy === 'reset'
            ? ', each from the source model'
            : ', carrying over the adapted state';
      const resets = resetEvery === null ? '' : `; reset every ${resetEvery.toLocaleString('en')} batches`;
      const window = config.window === null ? '' : `; adapting to the last ${config.window} images`;
      const pace = {
        waiting: '',
        given: `; adapting to one batch in ${Math.ceil(config.stepCost)}`,
        measured: '; adapting to as many batches as the speed allows',
      }[config.speed];
      const openWorld =
        config.oodFolder === null ? '' : `; ${Math.round(100 * config.oodRate)} % of the images of no known class`;
      const text = `${sequence}${carried}${resets}${window}${pace}${openWorld}`;
      return text.charAt(0).toUpperCase() + text.slice(1);
    },
    round: (round: number) => `Round ${round}`,
    more: (rounds: number) => `… and ${rounds} more`,
    place: (shift: string, place: number, count: number) => `${shift}, ${place} of ${count}; arrow keys move it`,
    hint: 'Choose a shift to move it.',
    earlier: 'Earlier',
    later: 'Later',
    usual: 'Usual order',
    openWorld: '; open-world images in the colour of text',
    classes: (images: number) =>
      `Classes of the ${images.toLocaleString('en')} images of a stream in stream order, one colour each`,
  },
  orderFile: {
    label: 'Order file',
    help: 'Path of a .npy file of indices into the images sorted by path, or of a text file with a path in each line: the images of each stream in their order, with repetitions.',
    none: 'none',
  },
  oodFolder: {
    label: 'Open-world images',
    help: 'Path of a folder of images of unknown classes. They are mixed into each stream under its corruption; accuracy ignores them, and AUROC measures how well they are detected.',
    none: 'none',
  },
  sweep: {
    title: 'Sweep',
    strategy: 'Strategy',
    strategies: { grid: 'Grid', random: 'Random', tpe: 'TPE' },
    strategyHelp:
      'Grid: all combinations. Random: random combinations. TPE: samples near good earlier trials, to find good settings in few runs.',
    trials: {
      label: 'Trials per method',
      help: 'Number of settings tried for each method; for lists, at most all their combinations.',
    },
    pruneAfter: {
      label: 'Prune after',
      help: 'Number of streams after which a trial below the median of earlier trials, on the same images, is stopped.',
    },
    never: 'never',
    metric: 'Metric',
    metricHelp: 'Metric by which the best setting of each method is chosen.',
    rule: 'Choose by',
    ruleHelp:
      'How the setting of each method is chosen. Choosing by labels of the test streams biases the numbers; they are marked from then on.',
    ruleNotes: {
      test: 'Its numbers will be marked †: chosen on the labels of these test streams.',
      'test-images': 'Its numbers will be marked ‡: chosen on these test images, without labels.',
      validation: 'Chosen on images that the reported numbers do not use.',
      own: 'These streams only choose settings; test streams follow.',
      clean: 'Chosen on clean images after adaptation.',
    },
    compare: 'Compare all rules',
    compareHelp: 'Computes the criterion of each rule and the regret of its choice. Needs passes over more images.',
  },
  labels: {
    title: 'Name and notes',
    name: 'Name',
    nameNote: 'Names the group of several runs.',
    tags: 'Tags',
    notes: 'Notes',
  },
  engines: {
    unavailable: 'not available here',
    available: (device: string) => device,
    auto: autoEngineText,
  },
  problems: {
    noMethod: 'Choose at least one method.',
    noShift: 'Choose at least one corruption, or clean images.',
  },
  summary: {
    runs: 'Runs',
    product: (methods: number, seeds: number) =>
      `${methods === 1 ? '1 method' : `${methods} methods`} × ${seeds === 1 ? '1 seed' : `${seeds} seeds`}`,
    streams: 'Streams per run',
    images: 'Total images',
    estimating: 'Timing a few batches …',
    run: (runs: number) => (runs === 1 ? 'Run' : `Run all ${runs}`),
    trials: 'Trials',
    sweepProduct: (trials: number, seeds: number, twice: boolean) =>
      `${trials === 1 ? '1 trial' : `${trials} trials`} × ${seeds === 1 ? '1 seed' : `${seeds} seeds`}${twice ? ' × 2: also on validation' : ''}`,
    runSweep: 'Run sweep',
    command: 'Run this experiment',
  },
  groupName: (data: string, when: string) => `${data}, ${when}`,
} as const;
