import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { ConfigSchema, parseConfig } from '../../lib/config.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const lines = [...read('docs/settings.md').matchAll(/^\| `(\w+)` \| ([^|]+) \|/gm)];

test('the page of settings has every setting, and no other', () => {
  const names = lines.map(([, name = '']) => name);
  expect(names.toSorted()).toEqual(Object.keys(ConfigSchema.entries).toSorted());
});

test('the page of settings gives each default that is a value', () => {
  const defaults = Object.entries(parseConfig({})).filter(([, value]) => !Array.isArray(value));
  const given = Object.fromEntries(lines.map(([, name = '', value = '']) => [name, value]));
  expect(given).toMatchObject(
    Object.fromEntries(defaults.map(([name, value]) => [name, `\`${String(value)}\``])),
  );
});

test.each(['README.md', 'docs/settings.md', 'docs/local-run.md'])(
  '%s links only to files that exist',
  (path) => {
    const folder = path.replace(/[^/]*$/, '');
    const targets = [...read(path).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, target]) => target);
    expect(
      targets.filter((target) => !existsSync(new URL(`../../${folder}${target}`, import.meta.url))),
    ).toEqual([]);
  },
);
