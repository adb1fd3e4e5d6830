import { createRowStore, type RowStore } from '../../lambdas/consume-live-events/row-store.ts';
import { CommandError } from '../command/command-error.ts';
import { requireForgottenTable, type System } from './connect.ts';

/**
 * Opens a system's tables to write to them as the function does.
 *
 * @param writesHistory false where what is written comes from the history
 * @throws CommandError when the stack is too old to say how long it keeps what
 */
export function openRowStore(system: System, writesHistory = true): RowStore {
  const { name, dynamodb, physicalNames, retentionDays, historyDays } = system;
  const days = historyDays === 'off' ? undefined : daysOf(name, 'HistoryDays', historyDays);
  return createRowStore({
    client: dynamodb,
    physicalNames,
    forgottenTable: requireForgottenTable(system),
    // Without it, an expired row could come back.
    retentionDays: daysOf(name, 'RetentionDays', retentionDays),
    history: historyDays === 'off' || !writesHistory ? undefined : { tableName: physicalNames.history, days },
  });
}

function daysOf(stack: string, output: string, days: string | undefined): number | undefined {
  if (days === 'none') return undefined;
  if (days !== undefined && /^[1-9]\d*$/.test(days)) return Number(days);
  throw new CommandError(
    `The stack ${stack} does not say how long it keeps what: it has no output ${output}. Deploy this version first.`,
  );
}
