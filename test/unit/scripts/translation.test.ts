import { describe, expect, it } from 'vitest';
import { isOfComponent, lineInComponent, type Report } from '../../../scripts/lint/translation.ts';

const component = `<script lang="ts">
  import Button from './Button.svelte';
  let { name }: Props = $props();
  let all = $state(false);
  const shown = $derived(all ? name : other(name));
  const parsed = JSON.parse(name);
</script>

<Button onclick={() => save()} label={parsed.label} />
{#if all}<p>{parsed.text}</p>{/if}
`;

/** As svelte-check writes it, with the import before and the template as code. */
const translation = `import Button from './Button.svelte';
function $$render() {

  let { name }: Props = $props();
  let all = $state(false);
  const shown = $derived(all ? name : other(name));
  const parsed = JSON.parse(name);
;
async () => {
 { const $$_B = __sveltets_2_ensureComponent(Button); new $$_B({ props: { "onclick":() => save(),"label":parsed.label,}});}
if(all){ { svelteHTML.createElement("p", {});parsed.text; }}
return null as any;
};
`;

const report = (rule: string, text: string, within = text): Report => {
  const start = translation.indexOf(within) + within.indexOf(text);
  return { rule, message: '', start, end: start + text.length };
};
const isKept = (found: Report): boolean => isOfComponent(found, { component, translation });

describe('what is found in the translation of a component', () => {
  it.each([
    [report('no-unsafe-assignment', 'parsed = JSON.parse(name)'), 6],
    [report('no-unsafe-member-access', 'label', 'parsed.label'), 9],
    [report('no-floating-promises', 'save()'), 9],
    [report('no-unsafe-member-access', 'text', 'parsed.text'), 10],
    [report('no-unnecessary-condition', 'name', 'all ? name'), 5],
    [report('no-unnecessary-condition', 'all', 'if(all'), 10],
  ])('is said of the line that its author wrote: %o', (found, line) => {
    expect(isKept(found)).toBe(true);
    expect(lineInComponent(found, { component, translation })).toBe(line);
  });

  it.each([
    report('no-unsafe-assignment', '$$_B = __sveltets_2_ensureComponent(Button)'),
    report('no-unsafe-assignment', '{ name }: Props = $props()'),
    report('no-unsafe-return', 'return null as any;'),
    report('no-unnecessary-condition', 'all', 'all ?'),
  ])('is nothing where the translation brought it in: %o', (found) => {
    expect(isKept(found)).toBe(false);
  });
});
