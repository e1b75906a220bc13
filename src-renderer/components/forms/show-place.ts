/** Brings the field of a setting into view and puts the cursor there. @param name as the schema has it */
export function showSetting(name: string): void {
  const field = document.querySelector<HTMLElement>(`[data-setting="${CSS.escape(name)}"]`);
  if (field === null) return;
  field.closest('details')?.setAttribute('open', '');
  field.scrollIntoView({ block: 'center', behavior: 'smooth' });
  field.querySelector<HTMLElement>('input, select, [role=combobox]')?.focus({ preventScroll: true });
}

/** Brings a part of the page into view and puts the cursor where something is wrong in it. @param id of the element */
export function showPlace(id: string): void {
  const target = document.getElementById(id);
  target?.scrollIntoView({ block: 'center', behavior: 'smooth' });
  target?.querySelector('details:not([open]):has([aria-invalid])')?.setAttribute('open', '');
  const field =
    target?.querySelector<HTMLElement>('[aria-invalid]') ?? target?.querySelector<HTMLElement>('input, button');
  field?.focus({ preventScroll: true });
}
