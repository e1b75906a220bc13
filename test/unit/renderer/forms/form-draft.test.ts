import { beforeEach, describe, expect, it } from 'vitest';
import type { OptionSpec } from '../../../../src-shared/option-specs.ts';
import { FormDraft } from '../../../../src-renderer/components/forms/form-draft.svelte.ts';
import type { OptionValue } from '../../../../src-renderer/components/forms/option-values.ts';
import { NumberDraft } from '../../../../src-renderer/components/ui/field-draft.svelte.ts';

const text = { label: 'Rate', help: '' };
const specs: readonly OptionSpec[] = [
  { ...text, name: 'rate', kind: 'number', default: 0.1, exclusiveMinimum: 0 },
  {
    ...text,
    name: 'images',
    kind: 'integer',
    label: 'Images',
    default: null,
    minimum: 1,
    nullMeans: 'all',
    suggestion: 1000,
  },
  { ...text, name: 'batch', kind: 'integer', label: 'Batch', default: 64, minimum: 2, maximum: 1024 },
  { ...text, name: 'order', kind: 'choice', label: 'Order', default: 'mixed', choices: ['mixed', 'sorted'] },
  { ...text, name: 'resets', kind: 'boolean', label: 'Resets', default: false },
];

let values: Record<string, OptionValue>;
let written: number;
let form: FormDraft;

beforeEach(() => {
  values = {};
  written = 0;
  form = new FormDraft({
    specs: () => specs,
    values: () => values,
    write: (next) => {
      values = next;
      written += 1;
    },
  });
});

describe('a setting in a form', () => {
  it('keeps its text while it is typed, and is written as elsewhere once the field is left', () => {
    const { number } = form.field('rate');
    number.type('2e-1');
    expect([number.text, number.value, values]).toEqual(['2e-1', 0.2, { rate: 0.2 }]);
    number.leave();
    expect(number.text).toBe('0.2');
  });

  it('leaves what is kept when it goes back to its default', () => {
    form.field('batch').number.type('32');
    expect([values, form.field('batch').modified]).toEqual([{ batch: 32 }, true]);
    form.field('batch').reset();
    expect([values, form.field('batch').modified]).toEqual([{}, false]);
  });

  it.each([
    ['fast', 'Enter a number.', 64],
    ['', 'Enter a number.', 64],
    ['1', 'Enter 2 or more.', 1],
    ['1025', 'Enter 1024 or less.', 1025],
    ['2.5', 'Enter a whole number.', 2.5],
  ])('keeps %j in the field with one sentence', (typed, sentence, value) => {
    const setting = form.field('batch');
    setting.number.type(typed);
    setting.number.leave();
    expect([setting.number.text, setting.problem, setting.value]).toEqual([typed, sentence, value]);
    expect([setting.modified, form.problems]).toEqual([true, [`Batch: ${sentence}`]]);
    setting.number.type('16');
    expect([setting.problem, form.problems]).toEqual([undefined, []]);
  });

  it('says what the schema says also of what was kept and not typed', () => {
    values = { rate: 0, order: 'odd', resets: 'no', images: 'many' };
    expect(form.problems).toEqual([
      'Rate: Enter more than 0.',
      'Images: Enter a number.',
      'Order: Choose mixed, sorted.',
      'Resets: Choose on or off.',
    ]);
  });

  it('may be left open: by emptying the field or at once, and starts with its suggestion', () => {
    const images = form.field('images');
    images.leaveOpen(false);
    expect([images.value, images.number.text]).toEqual([1000, '1000']);
    images.number.type('');
    expect([images.value, images.problem, values]).toEqual([null, undefined, {}]);
    images.number.type('none');
    images.leaveOpen(true);
    expect([images.number.text, images.problem]).toEqual(['', undefined]);
  });

  it('is stepped, by its order of magnitude where it is a rate, and forgets what was typed', () => {
    const [rate, batch] = [form.field('rate').number, form.field('batch').number];
    rate.step(1, 1);
    expect(rate.value).toBe(0.2);
    batch.type('x');
    batch.step(-1, 10);
    expect([batch.text, batch.problem]).toEqual(['54', undefined]);
    batch.set(2);
    batch.step(-1, 1);
    expect(batch.value).toBe(2);
  });

  it('writes nothing where nothing changes', () => {
    const { number } = form.field('batch');
    number.type('64.0');
    number.type('64');
    number.type('six');
    expect(written).toBe(0);
  });
});

describe('a form that is filled in from elsewhere', () => {
  it('shows other values instead of what was typed', () => {
    form.field('batch').number.type('x');
    values = { batch: 8 };
    expect([form.field('batch').number.text, form.problems]).toEqual(['8', []]);
  });

  it('shows the same values again once it forgets what was typed', () => {
    form.field('batch').number.type('x');
    form.forget();
    expect([form.field('batch').number.text, form.problems]).toEqual(['64', []]);
  });

  it('says which settings differ, in words', () => {
    values = { rate: 0.5, images: 12 };
    expect([form.changed(), form.changed(['images']), form.changed(['order'])]).toEqual([
      'Rate 0.5 · Images 12',
      'Images 12',
      '',
    ]);
  });
});

describe('a number outside of a form', () => {
  it('keeps what it can not be in its field, with the sentence, and takes the next that it can', () => {
    let threads: number | null = 4;
    const draft = new NumberDraft(
      () => ({ kind: 'integer', minimum: 1, maximum: 64, nullMeans: 'all' }),
      () => threads,
      (value) => (threads = value),
    );
    for (const typed of ['0', '65', '2.5', 'many']) {
      draft.type(typed);
      draft.leave();
      expect([threads, draft.text, draft.problem === undefined]).toEqual([4, typed, false]);
    }
    draft.type('8');
    expect([threads, draft.problem]).toEqual([8, undefined]);
    draft.type('');
    expect([threads, draft.problem]).toEqual([null, undefined]);
  });
});
