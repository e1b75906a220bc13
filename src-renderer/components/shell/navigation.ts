import BookOpen from '@lucide/svelte/icons/book-open';
import Boxes from '@lucide/svelte/icons/boxes';
import ChartLine from '@lucide/svelte/icons/chart-line';
import Cpu from '@lucide/svelte/icons/cpu';
import FlaskConical from '@lucide/svelte/icons/flask-conical';
import House from '@lucide/svelte/icons/house';
import Images from '@lucide/svelte/icons/images';
import Layers from '@lucide/svelte/icons/layers';
import Rows3 from '@lucide/svelte/icons/rows-3';
import ScanSearch from '@lucide/svelte/icons/scan-search';
import Settings from '@lucide/svelte/icons/settings-2';
import Shapes from '@lucide/svelte/icons/shapes';
import Waypoints from '@lucide/svelte/icons/waypoints';
import type { RouteName } from '../../router.svelte.ts';
import type { PlainRouteName } from '../../routes.ts';
import { t } from '../../texts/index.ts';
import type { Icon } from '../ui/types.ts';

export interface NavigationItem {
  route: PlainRouteName;
  label: string;
  icon: Icon;
  shortcut: string;
  /** Other routes that belong to this one. */
  children?: readonly RouteName[];
}

const { pages } = t.shell;

/** The pages of the sidebar: first what one does, then what one does it with. */
export const navigation: readonly (readonly NavigationItem[])[] = [
  [
    { route: 'home', label: pages.home, icon: House, shortcut: 'g h' },
    { route: 'newExperiment', label: pages.newExperiment, icon: FlaskConical, shortcut: 'n' },
    { route: 'runs', label: pages.runs, icon: Rows3, shortcut: 'g r', children: ['run', 'runImages', 'group'] },
    { route: 'compare', label: pages.compare, icon: ChartLine, shortcut: 'g c' },
    { route: 'pretrain', label: pages.pretrain, icon: Waypoints, shortcut: 'g p' },
    { route: 'suites', label: pages.suites, icon: Layers, shortcut: 'g u', children: ['suite'] },
    { route: 'sweeps', label: pages.sweeps, icon: ScanSearch, shortcut: 'g w', children: ['sweep'] },
  ],
  [
    { route: 'datasets', label: pages.datasets, icon: Images, shortcut: 'g d' },
    { route: 'methods', label: pages.methods, icon: Shapes, shortcut: 'g t' },
    { route: 'models', label: pages.models, icon: Boxes, shortcut: 'g m', children: ['generator'] },
    { route: 'engines', label: pages.engines, icon: Cpu, shortcut: 'g e' },
    { route: 'settings', label: pages.settings, icon: Settings, shortcut: 'g s' },
    { route: 'docs', label: pages.docs, icon: BookOpen, shortcut: 'g o', children: ['docsPage'] },
  ],
];
