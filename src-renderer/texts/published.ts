import { formatCount } from '../format.ts';

export const published = {
  withheld: 'Published values that are left out',
  count: (tables: number) => `${formatCount(tables, 'table')} of another protocol`,
  why: 'A published value stands here only where its protocol is that of the runs. These settings differ:',
  checkpoint: 'If the model is a published checkpoint that was not recognised, say so once on the page',
  setting: 'Setting',
  here: 'Here',
  there: 'There',
} as const;
