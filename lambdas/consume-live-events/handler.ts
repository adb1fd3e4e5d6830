export async function handler(): Promise<{ batchItemFailures: { itemIdentifier: string }[] }> {
  return { batchItemFailures: [] };
}
