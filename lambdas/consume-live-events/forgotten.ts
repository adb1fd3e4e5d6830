import { hash } from 'node:crypto';
import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import type { Row } from './domain/merge.ts';
import { retryWhileItMayPass } from './retry.ts';

/*
 * The students who were forgotten, in a table of its own: an item each with a salted hash of the user's id, when
 * that was, and hashes of the user's submissions; and one item with the salt. Anyone who may read the table can find
 * an id by trying all, so it is as protected as the rows.
 */

/** Key of the item that holds the salt; no hash looks like it. */
export const saltKey = 'salt';

/** Tells whether a row is of a student who was forgotten since: what it says must not be saved. */
export type IsForgotten = (row: Row) => boolean;

/** How long after it was read a list is used. `forget` waits as long and longer before it deletes. */
export const MAX_LIST_AGE_SECONDS = 60;

/** Hashes what a row can be known by. As for events, 64 bits are plenty. */
export function hashOf(salt: string, kind: 'user' | 'submission', id: string): string {
  return hash('sha256', `${salt} ${kind} ${id}`).slice(0, 16);
}

/**
 * Opens the list of forgotten students, which is kept in memory and read again when it has become old.
 *
 * @returns what gives the list; rejects when it cannot be read, as nothing may be saved then
 */
export function openForgottenList(
  client: DynamoDBClient,
  tableName: string,
  now: () => Date,
): (signal: AbortSignal) => Promise<IsForgotten> {
  let last: { readonly readAt: number; readonly list: Promise<IsForgotten> } | undefined;
  return (signal) => {
    const age = last === undefined ? Infinity : (now().getTime() - last.readAt) / 1000;
    // A clock that was set back must not make a list last.
    if (last !== undefined && age >= 0 && age < MAX_LIST_AGE_SECONDS) return last.list;
    const reading = { readAt: now().getTime(), list: readList(client, tableName, signal) };
    last = reading;
    reading.list.catch(() => {
      if (last === reading) last = undefined;
    });
    return reading.list;
  };
}

async function readList(
  client: DynamoDBClient,
  TableName: string,
  signal: AbortSignal,
): Promise<IsForgotten> {
  const forgottenAt = new Map<string, string>();
  let salt = '';
  await retryWhileItMayPass(async () => {
    // Consistent: who has just been entered is on every list that is read from now on.
    const pages = paginateScan({ client }, { TableName, ConsistentRead: true }, { abortSignal: signal });
    for await (const { Items = [] } of pages) {
      for (const item of Items) {
        const key = item['user_hash']?.S ?? '';
        if (key === saltKey) salt = item['salt']?.S ?? '';
        const at = item['forgotten_at']?.S ?? '';
        for (const each of [key, ...(item['submission_hashes']?.SS ?? [])])
          if (at > (forgottenAt.get(each) ?? '')) forgottenAt.set(each, at);
      }
    }
  }, signal);
  if (forgottenAt.size === 0) return () => false;
  return (row) => row.current.eventTime <= (forgottenAt.get(subjectHash(row, salt)) ?? '');
}

/** A comment names its author, and only its submission leads to the student. */
function subjectHash({ facet, key, identity }: Row, salt: string): string {
  if (facet === 'comment') return hashOf(salt, 'submission', key['submission_id'] ?? '');
  return hashOf(salt, 'user', key['user_id'] ?? identity['user_id']?.value ?? '');
}
