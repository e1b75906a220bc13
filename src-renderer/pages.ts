import type { Component } from 'svelte';
import type { PageProps, RouteName } from './router.svelte.ts';

/** A page as the shell renders it; each page declares which of the properties it reads. */
export type PageComponent = Component<PageProps<RouteName>>;

const loaders: Record<RouteName | 'notFound', () => Promise<{ default: unknown }>> = {
  home: () => import('./pages/HomePage.svelte'),
  newExperiment: () => import('./pages/NewExperimentPage.svelte'),
  runs: () => import('./pages/RunsPage.svelte'),
  run: () => import('./pages/RunPage.svelte'),
  runImages: () => import('./pages/RunImagesPage.svelte'),
  group: () => import('./pages/GroupPage.svelte'),
  compare: () => import('./pages/ComparePage.svelte'),
  pretrain: () => import('./pages/PretrainPage.svelte'),
  suites: () => import('./pages/SuitesPage.svelte'),
  suite: () => import('./pages/SuitePage.svelte'),
  sweeps: () => import('./pages/SweepsPage.svelte'),
  sweep: () => import('./pages/SweepPage.svelte'),
  datasets: () => import('./pages/DatasetsPage.svelte'),
  methods: () => import('./pages/MethodsPage.svelte'),
  models: () => import('./pages/ModelsPage.svelte'),
  generator: () => import('./pages/GeneratorPage.svelte'),
  engines: () => import('./pages/EnginesPage.svelte'),
  settings: () => import('./pages/SettingsPage.svelte'),
  docs: () => import('./pages/DocsPage.svelte'),
  docsPage: () => import('./pages/DocsTextPage.svelte'),
  notFound: () => import('./pages/NotFoundPage.svelte'),
};

/** Loads the code of a page; the browser keeps it, so a second visit is immediate. */
export async function loadPage(name: RouteName | 'notFound'): Promise<PageComponent> {
  return (await loaders[name]()).default as PageComponent;
}
