/*
 * How long a message can live, in days. SQS counts its age from its first sending, also after SQS itself
 * moved it to the dead-letter queue. Whatever sends it again, as a rejection and a redrive do, gives it a
 * new life.
 */

/**
 * A consumer that stops on the eve of a long weekend loses nothing, and a message that fails on its
 * last day here still has a week as a dead letter.
 */
export const QUEUE_DAYS = 7;

/** The longest that SQS allows. */
export const DEAD_LETTER_DAYS = 14;

/** Rejected on its last day in the queue, redriven on its last day as a dead letter, applied on its last day in the queue. */
export const longestLifeDays = QUEUE_DAYS + DEAD_LETTER_DAYS + QUEUE_DAYS;
