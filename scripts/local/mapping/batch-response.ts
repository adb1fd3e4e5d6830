/** Which messages of a batch failed, and why all of them did if the answer itself was at fault. */
export type Judgement = { readonly failed: ReadonlySet<string>; readonly reason?: string };

/**
 * Judges a function's answer to a batch as Lambda does under `ReportBatchItemFailures`.
 *
 * No answer, an empty one and an empty or null list mean that every message succeeded. An answer that
 * can not be read, or that names a message which is not in the batch, fails the whole batch.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function judgeResponse(messageIds: readonly string[], response: unknown): Judgement {
  const all = new Set(messageIds);
  if (response === null || response === undefined) return { failed: new Set() };
  if (typeof response !== 'object' || Array.isArray(response)) {
    return { failed: all, reason: 'the response is not an object' };
  }
  const { batchItemFailures: failures = null } = response as { batchItemFailures?: unknown };
  if (failures === null) return { failed: new Set() };
  if (!Array.isArray(failures)) return { failed: all, reason: 'batchItemFailures is not a list' };

  const failed = new Set<string>();
  for (const failure of failures as unknown[]) {
    const id = (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier;
    if (typeof id !== 'string' || !all.has(id)) {
      return { failed: all, reason: 'an itemIdentifier is not that of a message of the batch' };
    }
    failed.add(id);
  }
  return { failed };
}
