import type { Lab } from '../lab.ts';
import type { Environment } from '../run.ts';

const lists = [
  "dynamodb list-tables --query 'TableNames[]'",
  "sqs list-queues --query 'QueueUrls[]'",
  "logs describe-log-groups --query 'logGroups[].logGroupName'",
  "lambda list-functions --query 'Functions[].FunctionName'",
  "lambda list-event-source-mappings --query 'EventSourceMappings[].UUID'",
  "cloudwatch describe-alarms --query 'MetricAlarms[].AlarmName'",
  "sns list-topics --query 'Topics[].TopicArn'",
];

/** Lists the names of all tables, queues, log groups, functions, mappings, alarms and topics there are. */
export async function leftOver(lab: Lab, region?: Environment): Promise<string[]> {
  const printed = await Promise.all(
    lists.map((list) => lab.run('root', `aws ${list} --output text`, region)),
  );
  return printed
    .flatMap((names) => names.split(/\s+/))
    .filter((name) => name !== '' && name !== 'None')
    .toSorted();
}
