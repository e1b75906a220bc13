import type { PublishedTable } from './published-table.ts';
import { comePublished } from './tables/come.ts';
import { foaPublished } from './tables/foa.ts';
import { paperPublished } from './tables/paper.ts';
import { sarPublished } from './tables/sar.ts';

/** All published numbers that the lab has, the paper's first: where two tables print the same, its own is named. */
export const publishedTables: readonly PublishedTable[] = [
  ...paperPublished,
  ...foaPublished,
  ...sarPublished,
  ...comePublished,
];
