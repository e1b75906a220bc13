import { Tooltip } from 'bits-ui';
import { render, type Component, type ComponentImport, type ComponentOptions } from 'vitest-browser-svelte';

/** Renders a component as it stands in the window: within what gives tooltips to all of it. */
export async function show<C extends Component>(component: ComponentImport<C>, props: ComponentOptions<C>) {
  await render(component, props, { wrapper: Tooltip.Provider });
}
