import { describe, expect, it } from 'vitest';
import { corruptionNames } from '../../../../src-shared/corruptions.ts';
import { resultsSchema, type Results } from '../../../../src-shared/external-run.ts';
import { seeded } from '../../../../src-shared/random.ts';
import { readResults } from '../../../../src-main/exports/results/read-results.ts';
import type { ResultUnit } from '../../../../src-main/exports/results/units.ts';

interface Options {
  readonly unit?: ResultUnit;
  readonly severity?: number;
}

const read = (text: string, { unit = 'auto', severity }: Options = {}): Results =>
  resultsSchema.parse(readResults(text, { name: 'results.csv', unit, severity }));
const refused = (text: string, options: Options = {}): unknown => {
  try {
    return read(text, options);
  } catch (error) {
    return error;
  }
};
const accuracies = ({ streams }: Results) =>
  Object.fromEntries(streams.map(({ corruption, severity, top1 }) => [`${corruption}/${severity}`, top1]));

describe('a table of results', () => {
  it('has a line for each stream', () => {
    const results = read('corruption,severity,accuracy,top5,images\nfog,5,55.5,75,50000\nclean,0,80,95,50000\n');
    expect(results.streams).toEqual([
      { corruption: 'fog', severity: 5, top1: 55.5, top5: 75, ece: null, images: 50_000, batches: [] },
      { corruption: 'clean', severity: 0, top1: 80, top5: 95, ece: null, images: 50_000, batches: [] },
    ]);
    expect(results).toMatchObject({ format: 'CSV', protocol: {}, notices: [] });
  });

  it.each([
    ['a byte-order mark and carriage returns', '\uFEFFCorruption,Severity,Accuracy\r\nfog,5,55.5\r\n\r\n'],
    ['old line ends', 'corruption,severity,accuracy\rfog,5,55.5\r'],
    ['semicolons and decimal commas', 'corruption;severity;accuracy\nfog;5;55,5\n'],
    ['tabs', 'corruption\tseverity\taccuracy\nfog\t5\t55.5\n'],
    ['quotes', '"corruption","severity","accuracy"\n"fog","5","55.5"\n'],
    ['percent signs', 'corruption,severity,accuracy\nfog,5,55.5 %\n'],
    ['other names', 'shift,level,Top-1 (%)\nFog,5,55.5\n'],
    ['severities in the names', 'corruption,acc@1\nfog_5,55.5\n'],
    ['errors', 'corruption,severity,error\nfog,5,44.5\n'],
    ['fractions', 'corruption,severity,accuracy\nfog,5,0.555\n'],
    ['fractions of errors', 'corruption,severity,error_rate\nfog,5,0.445\n'],
  ])('may come with %s', (_what, text) => {
    expect(accuracies(read(text))['fog/5']).toBeCloseTo(55.5, 10);
  });

  it('knows corruptions by the names that tables give them', () => {
    const names = ['Gauss.', 'shot noise', 'Impulse', 'Defoc.', 'glass-blur', 'Motion', 'ZOOM BLUR', 'snow', 'frost'];
    const others = ['fog', 'Brit.', 'contrast', 'Elastic', 'Pixelate', 'JPEG'];
    const lines = [...names, ...others].map((name, place) => `${name},${place + 10}`);
    const { streams } = read(`corruption,accuracy\n${lines.join('\n')}\n`, { severity: 5 });
    expect(streams.map(({ corruption }) => corruption)).toEqual(corruptionNames);
    expect(new Set(streams.map(({ severity }) => severity))).toEqual(new Set([5]));
  });

  it('may give batches, whose mean over images is the accuracy of the stream', () => {
    const text = 'corruption,severity,batch,images,accuracy\nfog,5,2,36,25\nfog,5,1,64,50\nsnow,5,1,10,30\n';
    const [fog, snow] = read(text).streams;
    expect(fog).toMatchObject({
      images: 100,
      batches: [
        { images: 64, top1: 50 },
        { images: 36, top1: 25 },
      ],
    });
    expect(fog!.top1).toBeCloseTo((64 * 50 + 36 * 25) / 100, 12);
    expect(snow!.batches).toHaveLength(1);
  });

  it('leaves averages out, and names columns that were not read', () => {
    const { streams, notices } = read('corruption,severity,accuracy,gpu\nfog,5,50,A100\nAvg.,,50,A100\n');
    expect(streams).toHaveLength(1);
    expect(notices).toEqual([
      'Averages in the file were left out: the lab takes them itself.',
      'Columns that were not read: gpu.',
    ]);
  });

  it.each([
    [
      'an unknown corruption',
      'corruption,severity,accuracy\nfogg,5,50\n',
      "There is no corruption named 'fogg' (line 2",
    ],
    [
      'a number above 100',
      'corruption,severity,accuracy\nfog,5,50\nsnow,5,100.1\n',
      '100.1 is not between 0 and 100 %',
    ],
    ['a negative number', 'corruption,severity,accuracy\nfog,5,-1\n', '-1 is not between 0 and 1'],
    ['NaN', 'corruption,severity,accuracy\nfog,5,nan\n', "'nan' is no number (line 2 of results.csv)."],
    ['infinity', 'corruption,severity,accuracy\nfog,5,inf\n', "'inf' is no number"],
    ['nothing', 'corruption,severity,accuracy\nfog,5,\n', "'' is no number"],
    ['percent and fractions', 'corruption,severity,accuracy\nfog,5,50\nsnow,5,0.6\n', 'may be a fraction.'],
    ['no accuracies', 'corruption,severity\nfog,5\n', "results.csv has no column 'accuracy'."],
    ['no corruptions', 'name,accuracy\nfog,5\n', "results.csv has no column 'corruption'."],
    ['accuracies and errors', 'corruption,severity,accuracy,error\nfog,5,50,50\n', 'has both a column of accuracies'],
    ['two accuracies', 'corruption,severity,accuracy,acc\nfog,5,50,50\n', "The columns 'accuracy' and 'acc'"],
    ['no severity', 'corruption,accuracy\nfog,50\n', "'fog' has no severity"],
    ['a severity of 6', 'corruption,severity,accuracy\nfog,6,50\n', "'6' is no severity"],
    ['two severities', 'corruption,severity,accuracy\nfog_3,5,50\n', "'fog_3' contradicts its severity 5"],
    [
      'a stream twice',
      'corruption,severity,accuracy\nfog,5,50\nFog,5,51\n',
      'comes twice (line 2 of results.csv and line 3',
    ],
    [
      'a batch twice',
      'corruption,severity,batch,images,accuracy\nfog,5,0,9,50\nfog,5,0,9,51\n',
      'not numbered one after',
    ],
    [
      'a batch that is missing',
      'corruption,severity,batch,images,accuracy\nfog,5,0,9,50\nfog,5,2,9,5\n',
      'at 2 (line 3',
    ],
    ['batches without images', 'corruption,severity,batch,accuracy\nfog,5,0,50\n', "has no column 'images'."],
    ['no images', 'corruption,severity,accuracy,images\nfog,5,50,0\n', "'0' is no number of images"],
    ['a short line', 'corruption,severity,accuracy\nfog,5\n', 'Line 2 of results.csv has 2 fields, its heading 3.'],
    ['several methods', 'method,corruption,severity,accuracy\na,fog,5,50\nb,snow,5,50\n', 'holds several runs'],
    ['a heading only', 'corruption,severity,accuracy\n', 'results.csv has a heading, but no results.'],
    ['an empty file', '', 'results.csv is empty.'],
    ['blank lines', '\uFEFF\r\n \r\n', 'results.csv is empty.'],
    ['another text', 'epoch 1\nloss 0.3\n', "results.csv has no column 'corruption'."],
  ])('with %s is refused in one sentence', (_what, text, message) => {
    expect(refused(text)).toMatchObject({ code: 'bad-input', message: expect.stringContaining(message) as string });
  });

  it('takes small numbers for what they are said to be', () => {
    const collapsed = 'corruption,severity,accuracy\nfog,5,50\nsnow,5,0.6\n';
    expect(accuracies(read(collapsed, { unit: 'percent' }))).toEqual({ 'fog/5': 50, 'snow/5': 0.6 });
    expect(refused(collapsed, { unit: 'fraction' })).toMatchObject({
      message: expect.stringContaining('0 and 1 (') as string,
    });
    expect(accuracies(read('corruption,severity,accuracy_percent\nfog,5,0.6\n'))).toEqual({ 'fog/5': 0.6 });
  });
});

const arguments_ = (changes: string): string =>
  `2023-05-01 10:00:00,123 INFO    : Namespace(corruption='fog', data='/data/imagenet, val', level=5, seed=2021, test_batch_size=64, ${changes})`;
const line = (text: string): string => `2023-05-01 10:10:00,123 INFO    : ${text}`;

describe('a log of a reference implementation', () => {
  it('of SAR has its protocol', () => {
    const log = [
      arguments_("exp_type='label_shifts', imbalance_ratio=500000.0, method='sar', model='vitbase_timm'"),
      'Test: [  0/1563]\tTime  1.4\tAcc@1  50.00 ( 50.00)',
      line('Result under fog. The adaptation accuracy of SAR is top1: 55.12345 and top5: 75.20000'),
      line('acc1s are [55.12345]'),
      line('Result under snow. The adaptation accuracy of SAR is top1: 44.00000 and top5: 66.00000'),
    ].join('\n');
    const results = read(log);
    expect(accuracies(results)).toEqual({ 'fog/5': 55.12345, 'snow/5': 44 });
    expect(results.streams[0]!.top5).toBe(75.2);
    expect(results).toMatchObject({ format: 'log of SAR or DeYO', notices: [] });
    expect(results.protocol).toEqual({
      ...{ method: 'sar', model: 'vitbase_timm', seed: 2021, batchSize: 64, policy: 'reset', order: 'separate' },
      ...{ imbalanceRatio: 500_000, replacement: true },
    });
  });

  it('of SAR spells TENT, NoAdapt and EATA in its own ways', () => {
    const tent = line('Result under fog. The adapttion accuracy of Tent is top1 50.00000 and top5: 70.00000');
    const none = line('Result under fog. Original Accuracy (no adapt) is top1: 40.00000 and top5: 60.00000');
    expect(accuracies(read(tent, { severity: 5 }))).toEqual({ 'fog/5': 50 });
    expect(read(tent, { severity: 5 }).protocol).toEqual({ method: 'tent' });
    expect(accuracies(read(none, { severity: 3 }))).toEqual({ 'fog/3': 40 });
    // It has replaced the name of the corruption by then; the arguments were printed before.
    const eata = [
      arguments_("method='eata', exp_type='normal'"),
      line('Result under original. After EATA Adapt: Accuracy: top1: 30.00000 and top5: 50.00000'),
      arguments_("method='eata', exp_type='normal'").replace("'fog'", "'snow'"),
      line('Result under original. After EATA Adapt: Accuracy: top1: 20.00000 and top5: 40.00000'),
    ].join('\r\n');
    expect(accuracies(read(eata))).toEqual({ 'fog/5': 30, 'snow/5': 20 });
  });

  it('of SAR may mix all corruptions into one stream', () => {
    const log = [
      arguments_("exp_type='mix_shifts', method='no_adapt'"),
      line('Result under mix_shifts. Original Accuracy (no adapt) is top1: 29.90000 and top5: 50.00000'),
    ].join('\n');
    expect(accuracies(read(log))).toEqual({ 'mixed/5': 29.9 });
    expect(read(log).protocol).toMatchObject({ order: 'mixed', method: 'noadapt' });
  });

  it('of EATA goes through clean images between corruptions, which its tables leave out', () => {
    const log = [
      line("Namespace(algorithm='eta', arch='resnet50', batch_size=64, exp_type='continual', level=5, seed=2020)"),
      ...['gaussian_noise', 'original', 'fog', 'original'].map((name, place) =>
        line(`Under shift type ${name} After eta Top-1 Accuracy: ${40 + place}.00000 and Top-5 Accuracy: 60.00000`),
      ),
    ].join('\n');
    const results = read(log);
    expect(accuracies(results)).toEqual({ 'gaussian_noise/5': 40, 'fog/5': 42 });
    expect(results.protocol).toMatchObject({ method: 'eta', model: 'resnet50', policy: 'continual', batchSize: 64 });
    expect(results.notices).toEqual(['Streams of clean images between the corruptions were left out.']);
  });

  it('of FOA gives a calibration error as a fraction', () => {
    const log = [
      line("Namespace(algorithm='foa', batch_size=64, level=5, seed=2020)"),
      line('Under shift type fog After foa Top-1 Accuracy: 61.500000 and Top-5 Accuracy: 80.000000 and ECE: 0.032000'),
    ].join('\n');
    expect(read(log).streams[0]).toMatchObject({ top1: 61.5, top5: 80, ece: 3.2 });
  });

  it('of RobustBench gives errors, and how many images they are over', () => {
    const log = [
      '[23/05/01 10:00:00] [test_time.py: 150]: imagenet_c error % [gaussian_noise5][#samples=5000]: 84.30%',
      '[23/05/01 10:00:00] [cifar10c.py: 30]: error % [fog3]: 10.50%',
    ].join('\n');
    expect(read(log).streams).toMatchObject([
      { corruption: 'gaussian_noise', severity: 5, images: 5000 },
      { corruption: 'fog', severity: 3, images: null, top1: 89.5 },
    ]);
    expect(read(log).streams[0]!.top1).toBeCloseTo(15.7, 10);
  });

  it.each([
    ['a corruption twice', ['fog', 'fog'], 'comes twice (line 1 of results.csv and line 2 of results.csv).'],
    ['an unknown one', ['rendition'], "There is no corruption named 'rendition' (line 1"],
  ])('with %s is refused', (_what, names, message) => {
    const log = names.map((name) =>
      line(`Under shift type ${name} After foa Top-1 Accuracy: 61.500000 and Top-5 Accuracy: 80.000000`),
    );
    expect(refused(log.join('\n'), { severity: 5 })).toMatchObject({
      message: expect.stringContaining(message) as string,
    });
  });

  it('that has diverged is refused', () => {
    const log = line('Under shift type fog After foa Top-1 Accuracy: nan and Top-5 Accuracy: nan');
    expect(refused(log, { severity: 5 })).toMatchObject({ message: "'nan' is no number (line 1 of results.csv)." });
  });
});

describe('results written and read again', () => {
  it('are the same, whatever their layout', () => {
    const random = seeded(11);
    const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
    for (let round = 0; round < 200; round++) {
      const names = corruptionNames.filter(() => random() < 0.5);
      const expected = Object.fromEntries(names.map((name) => [`${name}/5`, 1.5 + Math.round(random() * 9800) / 100]));
      if (names.length === 0) continue;
      const [separator, end] = [pick([',', ';', '\t']), pick(['\n', '\r\n'])];
      const [fractions, errors, quotes] = [random() < 0.5, random() < 0.5, random() < 0.5];
      const text = (value: number): string => {
        const own = (errors ? 100 - value : value) / (fractions ? 100 : 1);
        const written = own.toFixed(fractions ? 4 : 2);
        return separator === ';' ? written.replace('.', ',') : written;
      };
      const field = (value: string): string => (quotes ? `"${value}"` : value);
      const lines = [
        ['severity', 'corruption', errors ? 'error' : 'accuracy'],
        ...names.map((name) => ['5', name, text(expected[`${name}/5`]!)]),
      ];
      const file = lines.map((fields) => fields.map(field).join(separator)).join(end) + end;
      const found = accuracies(read(pick(['', '\uFEFF']) + file, { unit: fractions ? 'fraction' : 'percent' }));
      expect(Object.keys(found)).toEqual(Object.keys(expected));
      for (const [key, value] of Object.entries(expected)) expect(found[key]).toBeCloseTo(value, 2);
    }
  });

  it('end in results or in one sentence, whatever is done to them', () => {
    const whole = 'corruption,severity,batch,images,accuracy\nfog,5,0,64,50.0\nfog,5,1,64,51.5\nsnow,5,0,64,40\n';
    const log = line('Under shift type fog After foa Top-1 Accuracy: 61.5 and Top-5 Accuracy: 80.0 and ECE: 0.03');
    const random = seeded(3);
    const strange = ['\u0000', '"', ',', ';', '\n', 'NaN', '-', '%', '9e999', '\uFEFF', ' ', '∞', 'clean', '1e3'];
    for (let round = 0; round < 2000; round++) {
      let text = round % 2 === 0 ? whole : `${arguments_("method='x'")}\n${log}`;
      for (let change = 0; change < 3; change++) {
        const at = Math.floor(random() * text.length);
        const insert = random() < 0.6 ? strange[Math.floor(random() * strange.length)]! : '';
        text = text.slice(0, at) + insert + text.slice(at + Math.floor(random() * 3));
      }
      const outcome = refused(text, { severity: 5 });
      if (resultsSchema.safeParse(outcome).success) continue;
      expect(outcome).toMatchObject({ code: 'bad-input', message: expect.stringMatching(/^.+\.$/s) as string });
    }
  });
});
