import type { Resource } from './synthesize.ts';

type Resources = Readonly<Record<string, Resource>>;

/** What CloudFormation can only change by replacing the resource, and what is lost then. */
const replacing: Record<string, { readonly properties: readonly string[]; readonly danger: string }> = {
  'AWS::SQS::Queue': {
    properties: ['QueueName', 'FifoQueue'],
    danger:
      'Canvas keeps sending to the old URL, or to none: its subscription ends without a sign, it does not send ' +
      'again, and what lies in the old queue is left behind. Rotate the queue as the runbook says.',
  },
  'AWS::SQS::QueuePolicy': {
    properties: ['Queues'],
    danger:
      'CloudFormation writes the new policy, then deletes the old one, which empties the policy of the queue: ' +
      'Canvas is refused and nothing tells.',
  },
  'AWS::DynamoDB::Table': {
    properties: ['TableName', 'KeySchema', 'LocalSecondaryIndexes'],
    danger:
      'The new table is empty; every row stays behind in the old one, which the function no longer writes and ' +
      'readers still read. Copy the rows first.',
  },
};

/** Tells in a sentence each what an update from one template to another would replace or delete, of what holds messages or rows. */
export function findReplacements(before: Resources, after: Resources): string[] {
  return Object.entries(before).flatMap(([logicalId, { Type, Properties }]) => {
    const { properties, danger } = replacing[Type] ?? { properties: [], danger: '' };
    if (danger === '') return [];
    const successor = after[logicalId];
    if (successor?.Type !== Type) return [`${logicalId} (${Type}) would be deleted. ${danger}`];
    return properties
      .filter((name) => JSON.stringify(Properties[name]) !== JSON.stringify(successor.Properties[name]))
      .map((name) => `${logicalId} (${Type}) would be replaced: its ${name} changes. ${danger}`);
  });
}
