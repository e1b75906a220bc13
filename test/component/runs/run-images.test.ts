import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { LabError } from '../../../src-shared/errors.ts';
import { fakeLab } from '../support/fake-lab.ts';
import { openWindow } from '../support/window.ts';

test('the images of a run that is gone are reported as such', async () => {
  const message = 'There is no run "gone".';
  fakeLab.answer({
    listImages: () => {
      throw new LabError('not-found', message);
    },
  });
  await openWindow('/runs/gone/images');
  await expect.element(page.getByRole('alert')).toHaveTextContent(message);
});
