type Documented = {
  readonly page: string;
  /** What the value of a dimension has to be in a template of ours. */
  readonly dimensions: { readonly [name: string]: RegExp };
  /** Each metric with its unit and the sets of dimensions that it exists by. */
  readonly metrics: { readonly [name: string]: readonly [unit: string, ...dimensionSets: string[]] };
};

/** Metrics that AWS publishes by itself, as its pages list them: those that are of use here. */
export const documentedMetrics: { readonly [namespace: string]: Documented } = {
  'AWS/SQS': {
    page: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html',
    dimensions: { QueueName: /^AWS::SQS::Queue\/\w+\.QueueName$/ },
    metrics: {
      ApproximateAgeOfOldestMessage: ['Seconds', 'QueueName'],
      ApproximateNumberOfMessagesDelayed: ['Count', 'QueueName'],
      ApproximateNumberOfMessagesNotVisible: ['Count', 'QueueName'],
      ApproximateNumberOfMessagesVisible: ['Count', 'QueueName'],
      NumberOfEmptyReceives: ['Count', 'QueueName'],
      NumberOfMessagesDeleted: ['Count', 'QueueName'],
      NumberOfMessagesReceived: ['Count', 'QueueName'],
      NumberOfMessagesSent: ['Count', 'QueueName'],
      SentMessageSize: ['Bytes', 'QueueName'],
    },
  },
  'AWS/Lambda': {
    page: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html',
    dimensions: { FunctionName: /^AWS::Lambda::Function\/\w+$/ },
    metrics: {
      ConcurrentExecutions: ['Count', 'FunctionName'],
      Duration: ['Milliseconds', 'FunctionName'],
      Errors: ['Count', 'FunctionName'],
      Invocations: ['Count', 'FunctionName'],
      Throttles: ['Count', 'FunctionName'],
    },
  },
  'AWS/DynamoDB': {
    page: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html',
    dimensions: {
      TableName: /^AWS::DynamoDB::Table\/\w+$/,
      OperationType: /^(?:Read|Write)$/,
      Operation:
        /^(?:BatchExecuteStatement|BatchGetItem|BatchWriteItem|DeleteItem|GetItem|PutItem|Query|Scan|UpdateItem)$/,
    },
    metrics: {
      ConditionalCheckFailedRequests: ['Count', 'TableName'],
      ConsumedReadCapacityUnits: ['Count', 'TableName'],
      ConsumedWriteCapacityUnits: ['Count', 'TableName'],
      ReadThrottleEvents: ['Count', 'TableName'],
      SuccessfulRequestLatency: ['Milliseconds', 'Operation,TableName'],
      // The page has the third dimension for BatchExecuteStatement, and does not say of which metrics.
      SystemErrors: ['Count', 'Operation,TableName', 'Operation,OperationType,TableName'],
      ThrottledRequests: ['Count', 'Operation,TableName'],
      WriteThrottleEvents: ['Count', 'TableName'],
    },
  },
};
