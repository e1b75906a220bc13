import type { RunRecord } from '../../../src-shared/records.ts';
import type { Command } from '../../commands.svelte.ts';
import { docs } from '../../docs.ts';
import { formatCount } from '../../format.ts';
import { datasets, methods, mggs, models, suites, sweeps } from '../../lab/lists.svelte.ts';
import { runs } from '../../lab/runs.svelte.ts';
import { goTo, navigate } from '../../router.svelte.ts';
import { parseHash } from '../../routes.ts';
import { savedViews } from '../../state/saved-views.svelte.ts';
import { t } from '../../texts/index.ts';

const texts = t.shell.palette;
/** So many runs are offered before anything is typed. */
const recentRuns = 5;

function runCommands(list: readonly RunRecord[]): Command[] {
  return list.map((run) => ({
    id: `run-${run.id}`,
    title: runs.nameOf(run),
    group: 'runs',
    keywords: [run.method, run.group ?? '', ...run.tags, run.id].join(' '),
    note: t.common.status[run.status],
    run: () => navigate('run', { id: run.id }),
  }));
}

function groupCommands(list: readonly RunRecord[]): Command[] {
  return [...Map.groupBy(list, ({ group }) => group)].flatMap(([group, members]): Command[] => {
    if (group === null) return [];
    return [
      {
        id: `group-${group}`,
        title: group,
        group: 'groups',
        note: formatCount(members.length, 'run'),
        run: () => navigate('group', { id: group }),
      },
    ];
  });
}

/** Methods, datasets, checkpoints and suites: what leads to the page where they are, or are used. */
function listedCommands(): Command[] {
  const use = texts.newExperiment;
  return [
    ...(methods.value ?? []).map(({ id, name }): Command => ({
      id: `method-${id}`,
      title: name,
      group: 'methods',
      keywords: id,
      note: use,
      run: () => navigate('newExperiment', {}, { method: id }),
    })),
    ...(datasets.value ?? []).map(({ id, name }): Command => ({
      id: `dataset-${id}`,
      title: name,
      group: 'datasets',
      run: () => navigate('datasets', {}, { id }),
    })),
    ...(models.value ?? []).map(({ id, name }): Command => ({
      id: `model-${id}`,
      title: name,
      group: 'models',
      note: use,
      run: () => navigate('newExperiment', {}, { model: id }),
    })),
    ...(mggs.value ?? []).map(({ id, name }): Command => ({
      id: `mgg-${id}`,
      title: name,
      group: 'models',
      keywords: 'mgg generator',
      note: use,
      run: () => navigate('newExperiment', {}, { mgg: id, method: 'mgtta' }),
    })),
    ...(suites.value ?? []).map(({ id, title }): Command => ({
      id: `suite-${id}`,
      title,
      group: 'suites',
      run: () => navigate('suite', { id }),
    })),
    ...(sweeps.value ?? []).map(({ id, name }): Command => ({
      id: `sweep-${id}`,
      title: name,
      group: 'sweeps',
      run: () => navigate('sweep', { id }),
    })),
    ...docs.map(({ id, title }): Command => ({
      id: `docs-${id}`,
      title,
      group: 'docs',
      keywords: `docs ${id}`,
      run: () => navigate('docsPage', { id }),
    })),
  ];
}

/** Views that the user has saved. */
const viewCommands = (): Command[] =>
  savedViews.all.map(({ name, page, address }) => ({
    id: `view-${page}-${name}`,
    title: name,
    group: 'views',
    note: t[page].title,
    run: () => goTo(address),
  }));

/** A link that was typed or pasted: in a desktop window it can't be opened elsewhere. */
export function linkCommands(typed: string): Command[] {
  const address = /#\/.*$/s.exec(typed.trim())?.[0];
  if (address === undefined || parseHash(address).name === 'notFound') return [];
  return [{ id: 'link', title: texts.openLink, group: 'navigation', keywords: typed, run: () => goTo(address) }];
}

/** All that can be found by typing: views, runs, groups, and what the lab has. */
export function placeCommands(): Command[] {
  return [...viewCommands(), ...groupCommands(runs.list), ...runCommands(runs.list), ...listedCommands()];
}

/** Commands offered before anything is typed. */
export function recentCommands(): Command[] {
  return runCommands(runs.list.slice(0, recentRuns));
}
