/** Brings a part of the page into view and puts the cursor where something is wrong in it. @param id of the element */
export function showPlace(id: string): void {
  const target = document.getElementById(id);
  target?.scrollIntoView({ block: 'center', behavior: 'smooth' });
  target?.querySelector('details:not([open]):has([aria-invalid])')?.setAttribute('open', '');
  const field =
    target?.querySelector<HTMLElement>('[aria-invalid]') ?? target?.querySelector<HTMLElement>('input, button');
  field?.focus({ preventScroll: true });
}
