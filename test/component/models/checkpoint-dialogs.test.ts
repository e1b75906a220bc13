import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { ModelDescription, ModelRecord } from '../../../src-shared/api/data.ts';
import { LabError } from '../../../src-shared/errors.ts';
import type { ModelPart, ModelReading } from '../../../src-shared/model-reading.ts';
import { fakeLab } from '../support/fake-lab.ts';
import { openWindow } from '../support/window.ts';

const dialog = page.getByRole('dialog');
const heads = dialog.getByLabelText('Attention heads');
const weights = dialog.getByRole('combobox', { name: 'Weights' });
const add = dialog.getByRole('button', { name: 'Add', exact: true });

const headsPart = ({ heads: said }: ModelReading): ModelPart => ({
  part: 'heads',
  value: String(said),
  source: 'answer',
});
const guessed: ModelPart = { part: 'activation', value: 'gelu', source: 'guess' };
const size = { architecture: 'ViT 8×2, patch 8, 32 px', classes: 10, imageSize: 32, parameters: 1000, adapted: 100 };
const described = (parts: ModelPart[]): ModelDescription => ({
  ...{ ...size, parts },
  contents: { tensors: 10, norms: 5, unused: [] },
});

const recordOf = (name: string, model: string, parts: ModelPart[], reading?: ModelReading): ModelRecord => ({
  ...{
    id: name,
    name,
    model,
    builtIn: false,
    normalisation: null,
    hash: 'a'.repeat(64),
  },
  ...{ ...size, parts, cleanAccuracy: null, checkpoint: null, problem: null },
  ...(reading === undefined ? {} : { reading }),
});

let registered: ModelRecord[];

/** A lab whose checkpoints don't say how many heads they have; those of a training hold two sets of weights, too. */
function answerFor({ training }: { training: boolean }): void {
  const read = (reading: ModelReading = {}): ModelPart[] => {
    if (training && reading.weights === undefined) {
      throw new LabError('unanswered', 'The file holds trained weights and their running average.');
    }
    if (reading.heads === undefined) {
      throw new LabError('bad-checkpoint', 'The number of attention heads is not in the file.');
    }
    const chosen: ModelPart[] = training ? [{ part: 'weights', value: reading.weights!, source: 'answer' }] : [];
    return [headsPart(reading), guessed, ...chosen];
  };
  const keep = (record: ModelRecord): ModelRecord => {
    registered = [...registered.filter(({ id }) => id !== record.id), record];
    return record;
  };
  fakeLab.answer({
    listModels: () => registered,
    inspectModel: ({ reading }) => described(read(reading)),
    addModel: ({ name, path, reading }) => keep(recordOf(name, path, read(reading), reading)),
    editModel: ({ id, name, reading }) => {
      const { model } = registered.find((record) => record.id === id)!;
      return keep({ ...recordOf(name, model, read(reading), reading), id });
    },
  });
}

async function choose(file: string): Promise<void> {
  await page.getByRole('button', { name: 'Add checkpoint' }).click();
  await dialog.getByRole('textbox', { name: 'Checkpoint' }).fill(file);
}

beforeEach(() => {
  registered = [];
});

test('shows what a checkpoint computes, asks what its file leaves open, and sends the answers', async () => {
  answerFor({ training: false });
  await openWindow('/models');
  await choose('/data/bare.safetensors');
  await expect.element(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('bare');
  await expect.element(dialog.getByRole('alert')).toHaveTextContent('The number of attention heads');
  await heads.fill('2');
  await expect.element(dialog.getByText('2 heads: set by you')).toBeVisible();
  await expect.element(dialog.getByText('GELU (erf): guessed')).toBeVisible();
  await expect.element(dialog.getByRole('alert')).not.toBeInTheDocument();
  await add.click();
  await expect.element(dialog).not.toBeInTheDocument();
  expect(fakeLab.inputs('addModel')).toEqual([{ name: 'bare', path: '/data/bare.safetensors', reading: { heads: 2 } }]);
  await expect.element(page.getByRole('row', { name: 'bare' })).toHaveTextContent('Guessed: GELU (erf)');
});

test('keeps a checkpoint that is refused in the dialog, with what the lab says of it', async () => {
  const refused = new LabError('bad-checkpoint', 'a.safetensors is no vision transformer.', 'Choose another file.');
  const refuse = () => {
    throw refused;
  };
  fakeLab.answer({ inspectModel: refuse, addModel: refuse });
  await openWindow('/models');
  await choose('/data/a.safetensors');
  await add.click();
  await expect.element(dialog.getByRole('alert')).toHaveTextContent('a.safetensors is no vision transformer.');
  await expect.element(dialog.getByRole('alert')).toHaveTextContent('Choose another file.');
});

test('asks which weights of a training checkpoint are meant, and lets answers be changed', async () => {
  answerFor({ training: true });
  await openWindow('/models');
  await choose('/data/averaged.safetensors');
  await expect.element(dialog.getByText('Choose which to use; the lab does not guess.')).toBeVisible();
  await expect.element(weights).toHaveTextContent('Choose …');
  await expect.element(add).toBeDisabled();
  await weights.click();
  await page.getByRole('option', { name: 'running average (EMA) of the weights' }).click();
  await heads.fill('2');
  await expect.element(dialog.getByText('2 heads: set by you')).toBeVisible();
  await add.click();
  await expect.element(dialog).not.toBeInTheDocument();

  await page.getByRole('button', { name: 'Edit averaged', exact: true }).click();
  await expect.element(heads).toHaveValue('2');
  await expect.element(weights).toHaveTextContent('running average (EMA) of the weights');
  await heads.fill('4');
  await userEvent.tab();
  await expect.element(dialog.getByText('4 heads: set by you')).toBeVisible();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect.element(dialog).not.toBeInTheDocument();
  expect(fakeLab.inputs('editModel')).toEqual([
    { checkpoint: null, id: 'averaged', name: 'averaged', reading: { heads: 4, weights: 'ema' } },
  ]);
});
