import Keyboard from '@lucide/svelte/icons/keyboard';
import Monitor from '@lucide/svelte/icons/monitor';
import Moon from '@lucide/svelte/icons/moon';
import PanelLeft from '@lucide/svelte/icons/panel-left';
import ScrollText from '@lucide/svelte/icons/scroll-text';
import Search from '@lucide/svelte/icons/search';
import Sun from '@lucide/svelte/icons/sun';
import type { Command } from '../../commands.svelte.ts';
import { settings } from '../../lab/settings.svelte.ts';
import { navigate } from '../../router.svelte.ts';
import { logView } from '../../state/log-view.svelte.ts';
import { shellState } from '../../state/shell.svelte.ts';
import { t } from '../../texts/index.ts';
import { theme } from '../../theme.svelte.ts';
import type { ThemeChoice } from '../../theme.svelte.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import { navigation } from './navigation.ts';

function useTheme(choice: ThemeChoice): void {
  theme.choose(choice);
  settings.change({ theme: choice }).catch((error: unknown) => toasts.error(error));
}

/** Commands available on every page. */
export const globalCommands: readonly Command[] = [
  ...navigation.flat().map(({ route, label, icon, shortcut }): Command => ({
    id: `go-${route}`,
    title: t.shell.palette.goTo(label),
    group: 'navigation',
    icon,
    shortcut,
    run: () => navigate(route),
  })),
  {
    id: 'palette',
    title: t.shell.palette.open,
    group: 'actions',
    icon: Search,
    shortcut: '$mod+k',
    run: () => (shellState.paletteOpen = true),
  },
  {
    id: 'shortcuts',
    title: t.shell.shortcuts.show,
    group: 'actions',
    icon: Keyboard,
    shortcut: '[Shift]+?',
    keywords: 'help keys',
    run: () => (shellState.shortcutsOpen = true),
  },
  { id: 'log', title: t.log.show, group: 'actions', icon: ScrollText, run: () => logView.show() },
  {
    id: 'sidebar',
    title: t.shell.toggleSidebar,
    group: 'actions',
    icon: PanelLeft,
    shortcut: '[',
    run: () => shellState.toggleSidebar(),
  },
  ...(['light', 'dark', 'system'] as const).map((choice): Command => ({
    id: `theme-${choice}`,
    title: t.shell.useTheme[choice],
    group: 'actions',
    icon: { light: Sun, dark: Moon, system: Monitor }[choice],
    keywords: 'theme appearance',
    run: () => useTheme(choice),
  })),
];
