import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { lineSchemas } from '../../scripts/snapshot/lines/line-schemas.ts';
import { readLine } from '../../scripts/snapshot/lines/read-line.ts';

const page = readFileSync(new URL('../../docs/snapshot-lines.md', import.meta.url), 'utf8');

test('every line that the page of snapshot lines shows is a good one', () => {
  const lines = /```ndjson\n([^`]*)```/.exec(page)?.[1]?.trimEnd().split('\n') ?? [];
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(readLine(line, '2030-01-01T00:00:00.000Z')).toMatchObject({ ok: true });
});

test('the page lists the values and details of every kind of line', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('| `') || line.startsWith('| |'));
  const listed = rows.map(
    (row) =>
      row
        .split('|')
        .slice(4, 6)
        .join('|')
        .match(/[a-z_]+/g) ?? [],
  );
  for (const schema of Object.values(lineSchemas)) {
    const { values, details } = schema.entries;
    const names = [...Object.keys(values.entries), ...Object.keys(details.entries)];
    expect(listed).toContainEqual(names);
  }
});
