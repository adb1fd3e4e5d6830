import type { Asked } from './answer.ts';
import type { Change } from './describe-change.ts';

/**
 * Makes the test that a row of a list has to pass: of the status, visibility and day that were asked for, and with
 * every word somewhere in what the table shows of it.
 */
export function fitsOf({ filter, status, visibility, since = '' }: Asked): (change: Change) => boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return (change) => {
    if (status !== undefined && change.status !== status) return false;
    if (visibility !== undefined && change.hidden !== (visibility === 'hidden')) return false;
    // A day is what the instants of it begin with, so text order is time order here too.
    if (change.eventTime < since) return false;
    const text = words.length === 0 ? '' : textOf(change).toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

function textOf(change: Change): string {
  const { subject, now, before, by } = change;
  const texts = [
    [subject.kind, subject.id, change.facet, change.commentId, change.assignment, change.assignmentId],
    [now.main, ...now.rest, before?.main, ...(before?.rest ?? []), change.source],
    [change.status, change.hidden ? 'hidden from student' : '', change.student],
    [by === null ? 'automatic' : by, change.eventName, change.eventTime],
  ];
  return texts.flat().join('\n');
}
