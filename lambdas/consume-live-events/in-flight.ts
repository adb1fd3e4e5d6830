/*
 * What may be in flight at once, and who tries again how often.
 *
 * The function works on one batch at a time, and each of its clients has the SDK's pool of 50 sockets. A
 * request that waits for a socket is timed as if it were connecting and given up after a second, so no client
 * is asked for more:
 *
 *   DynamoDB   first, all loads of a batch      12 requests of 100 keys, and once a minute the forgotten
 *              then, writes and reloads         12 requests of 25 statements, of the history and of rows
 *                                               alike, + 24 of a row = 36
 *   SQS        dead letters, meanwhile          16 requests of a message
 *
 * Each of these tries again when the one before it has given up:
 *
 *   the SDK        5 times a request, within a second or two
 *   retry.ts       until the time is up, a request to DynamoDB, a statement and the keys that a load left
 *                  unprocessed, where what went wrong may pass; not a dead letter
 *   merge-rows.ts  10 saves of a row that other consumers save as well, each of it read and joined again
 *   SQS            5 receives of a message (lib/live-events-queue.ts), some six minutes apart; then it is a
 *                  dead letter, which an operator redrives
 */

export const LOADS_IN_FLIGHT = 12;
/** DynamoDB reads at most 100 keys in one BatchGetItem. */
export const MAX_KEYS_A_LOAD = 100;

export const STATEMENT_REQUESTS_IN_FLIGHT = 12;
/** DynamoDB carries out at most 25 statements in one BatchExecuteStatement. */
export const MAX_STATEMENTS_A_REQUEST = 25;
/** As many rows as fill the requests that may be in flight; more at once only wait. */
export const STATEMENTS_IN_FLIGHT = MAX_STATEMENTS_A_REQUEST * STATEMENT_REQUESTS_IN_FLIGHT;

export const RELOADS_IN_FLIGHT = 24;
export const DEAD_LETTERS_IN_FLIGHT = 16;

export const MAX_ATTEMPTS_A_REQUEST = 5;
/** A row that is still contended then is left to a redelivery. */
export const MAX_SAVES_A_ROW = 10;
