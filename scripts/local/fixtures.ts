import { join } from 'node:path';
import { projectRoot } from './stack/synthesize.ts';

/** The folders of the events that are sent where nothing else is asked for. */
export const fixtures: readonly string[] = ['live-events', 'rejected'].map((folder) =>
  join(projectRoot, 'fixtures', folder),
);

/** Root accounts of the published examples: with these allowed, the fixture of a foreign one is rejected. */
export const publishedRootAccounts: readonly string[] = [
  'VicYj3cu5BIFpoZhDVU4DZumnlBrWi1grgJEzADs',
  '44fJ44GgJ29gJBsl43JLKgljsBIOTsbnKT48932g',
  'V3kdo4kgu3F4Kf4fK109DSFkdso432950GKSOJNj',
];
