export * from '../src-shared/format.ts';
