import { facetOf } from '../../lambdas/consume-live-events/domain/row-types.ts';
import { hasFacets } from '../../lambdas/consume-live-events/domain/tables.ts';
import { toTerminalLine } from '../command/harmless.ts';
import type { System } from '../system/connect.ts';
import { targetArgument } from '../system/target.ts';
import type { Mention } from './find-mentions.ts';
import type { Findings } from './find-rows.ts';

/** Counts what was found, a line for each table and facet. */
export function describeFindings({ rows, submissionIds, ofOthers }: Findings): string {
  const groups = Map.groupBy(rows, ({ table, key }) =>
    table !== 'history' && hasFacets(table)
      ? `${table}, ${facetOf(table, { facet: key['facet']?.S }) ?? 'unknown facet'}`
      : table,
  );
  const lines = [...groups]
    .map(([name, group]) => `  ${name.padEnd(28)}${String(group.length).padStart(7)}`)
    .sort();
  const total = `  ${'in all'.padEnd(28)}${String(rows.length).padStart(7)}  of ${submissionIds.length} submissions`;
  const others = `  ${ofOthers} rows of these submissions name another user, as after a merge of users: they stay.`;
  return [...lines, total, ...(ofOthers > 0 ? [others] : [])].join('\n');
}

const SHOWN_AT_MOST = 100;

/** Lists rows about others in which the user is the author or the grader. */
export function describeMentions(mentions: readonly Mention[]): string {
  const count = (role: Mention['role']) => mentions.filter((mention) => mention.role === role).length;
  const head = `On others' submissions: author of ${count('author')} comments, grader of ${count('grader')} grades. These rows stay.`;
  const lines = mentions
    .slice(0, SHOWN_AT_MOST)
    .map(({ submissionId, facet, role }) =>
      toTerminalLine(`  ${role.padEnd(8)}submission ${submissionId}  ${facet}`),
    );
  const rest = mentions.length - lines.length;
  return [head, ...lines, ...(rest > 0 ? [`  and ${rest} more`] : [])].join('\n');
}

/** What no deletion of rows reaches. An operator who must answer for a deletion needs all of it. */
export const remaindersOf = (system: Pick<System, 'name' | 'isLocal'>): string => `Not reached by this:
- point-in-time backups: a deleted row can be restored for 35 days;
- the queue (7 days) and the dead-letter queue (14 days): a body there holds what the event said. It makes no row
  any more when it is consumed or redriven. Look with: npm run dead-letters -- list ${targetArgument(system)}
- Canvas: a later event of the student makes a row again, and so does a snapshot of what Canvas changed later. Stop it
  there first, and run this again after;
- others' submissions that the user commented on or graded: no index leads to them, --scan lists them;
- comments on a submission of which no other row is left, or ever was: only a submission's rows say whose it is, so
  an event of such a comment makes its row still;
- copies that others took: exports, analytics. Logs and metrics hold no value of an event.
`;
