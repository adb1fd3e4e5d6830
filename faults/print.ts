import { tableNames } from '../lambdas/consume-live-events/domain/tables.ts';
import type { Step } from '../scripts/command/progress.ts';
import type { Paint } from '../scripts/command/text.ts';
import { kindNames, kinds, leastCount } from './kinds.ts';
import type { FaultsOptions, FaultsReport } from './run-faults.ts';

/** A broken row says enough; a thousand scroll everything else away. */
const SHOWN_AT_MOST = 20;

/** Tells a run to a person: what was injected and how often, what came of it, and the verdict. */
export function describeFaults(
  options: FaultsOptions,
  report: FaultsReport,
  steps: readonly Step[],
  paint: Paint,
): string {
  return [
    describeInjected(report, options.events, paint),
    describeHoldings(options, report),
    describeVerdict(options, report, paint),
    paint('dim', steps.map(({ name, seconds }) => `${name} ${seconds.toFixed(1)} s`).join(', ')),
  ].join('\n\n');
}

function describeInjected({ tally }: FaultsReport, events: number, paint: Paint): string {
  const least = leastCount(events);
  const width = Math.max(...kindNames.map((kind) => kind.length));
  const lines = kindNames.map((kind) => {
    const count = String(tally.count(kind)).padStart(6);
    const line = `${kind.padEnd(width)} ${count}  ${paint('dim', kinds[kind])}`;
    return tally.count(kind) < least ? paint('red', line) : line;
  });
  return [paint('bold', `injected (each at least ${least} times)`), ...lines].join('\n');
}

function describeHoldings({ seed, events, broken }: FaultsOptions, report: FaultsReport): string {
  const { sent, expected, found, tally } = report;
  const rows = tableNames.reduce((sum, name) => sum + expected.rows[name].length, 0);
  const rejected = sent.filter(({ fate }) => fate !== 'applied' && fate !== 'ignored').length;
  const ignored = sent.filter(({ fate }) => fate === 'ignored').length;
  return [
    `seed ${seed}${broken === undefined ? '' : `, broken on purpose: ${broken}`}`,
    `${events} events, ${tally.count('event-lost')} of them lost; ${sent.length} messages sent with ` +
      `${tally.count('event-duplicated')} copies`,
    `${found.deliveries} deliveries to up to ${found.mostAtOnce} consumers at once; ` +
      `${found.left} messages left in the queue`,
    `${rows} rows; ${found.deadLetters.length} dead letters of ${rejected} rejected messages; ${ignored} ignored`,
  ].join('\n');
}

function describeVerdict({ broken }: FaultsOptions, { wrong, rare }: FaultsReport, paint: Paint): string {
  if (wrong.length === 0 && rare.length === 0) {
    const green =
      'green: every message is accounted for, and every row and its history are those of the undisturbed run';
    return broken === undefined ? paint('green', green) : paint('red', `${green}, although it is broken`);
  }
  const reasons = [...wrong, ...rare.map((kind) => `${kind} came too rarely to prove anything`)];
  const shown = reasons.slice(0, SHOWN_AT_MOST).map((reason) => `  ${reason}`);
  const rest = reasons.length - shown.length;
  return [
    paint('red', `red: ${reasons.length} ${reasons.length === 1 ? 'finding' : 'findings'}`),
    ...shown,
    ...(rest > 0 ? [`  and ${rest} more`] : []),
  ].join('\n');
}
