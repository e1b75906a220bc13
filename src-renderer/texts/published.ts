import { formatCount } from '../format.ts';

export const published = {
  withheld: 'Published values not shown',
  count: (tables: number) => `${formatCount(tables, 'table')} of another protocol`,
  why: 'Published values are shown only where their protocol matches that of the runs. These settings differ:',
  checkpoint: 'If the model is a published checkpoint that was not recognised, set it once on the page',
  setting: 'Setting',
  here: 'Here',
  there: 'There',
} as const;
