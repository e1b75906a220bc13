/// <reference types="vite/client" />
import { mount } from 'svelte';
import '../../../src-renderer/styles/fonts.css';
import '../../../src-renderer/styles/tokens.css';
import '../../../src-renderer/styles/base.css';
import '../../../src-renderer/styles/controls.css';
import ChartPage from '../../../test/component/charts/ChartPage.svelte';
import { syntheticRuns } from '../../../test/component/charts/synthetic-runs.ts';

const target = document.getElementById('app');
if (target === null) throw new Error('The page has no element to mount the charts in.');

const query = new URLSearchParams(location.search);
const whole = (name: string, usual: number) => Number(query.get(name) ?? usual);
const runs = syntheticRuns(whole('runs', 6), whole('batches', 300), whole('seeds', 3));

// In a task of its own, so that making up the data is not measured as drawing.
setTimeout(() => mount(ChartPage, { target, props: { runs, first: whole('first', 15), single: query.has('single') } }));
