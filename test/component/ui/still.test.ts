import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import ProgressBar from '../../../src-renderer/components/ui/ProgressBar.svelte';
import Skeleton from '../../../src-renderer/components/ui/Skeleton.svelte';
import Spinner from '../../../src-renderer/components/ui/Spinner.svelte';
import { show } from '../support/show.ts';

// The browser of these tests asks for reduced motion.
test('nothing moves without an end where motion is not wanted', async () => {
  expect(matchMedia('(prefers-reduced-motion: reduce)').matches).toBe(true);
  await show(Spinner, {});
  await show(Skeleton, {});
  await show(ProgressBar, { value: undefined, label: 'Getting ready' });
  const bar = page.getByRole('progressbar', { name: 'Getting ready' });
  await expect.element(bar).toBeInTheDocument();
  expect(document.getAnimations()).toEqual([]);
  // Not as if a third of it was done.
  const { width } = bar.element().getBoundingClientRect();
  expect(bar.element().firstElementChild!.getBoundingClientRect().width).toBe(width);
});
