/**
 * List prices of us-east-1 in US dollars, without free tiers and discounts. Check them before you rely on
 * a sum; the ratios hardly depend on them.
 */
export const prices = {
  /** https://aws.amazon.com/dynamodb/pricing/on-demand/ */
  writeUnit: 0.625e-6,
  readUnit: 0.125e-6,
  /** https://aws.amazon.com/lambda/pricing/, arm64 */
  gigabyteSecond: 13.3334e-6,
  invocation: 0.2e-6,
  /** https://aws.amazon.com/sqs/pricing/, a standard queue, up to 64 KB */
  queueRequest: 0.4e-6,
  /** https://aws.amazon.com/cloudwatch/pricing/, taken in by CloudWatch Logs */
  logGigabyte: 0.5,
} as const;
