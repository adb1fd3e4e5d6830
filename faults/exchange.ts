export type JsonObject = { readonly [name: string]: unknown };

/** An answer to the function, with its body as text. */
export type Answer = { readonly status: number; readonly body: string };

/** One request of the function to SQS or DynamoDB, in the hands of the proxy. */
export type Exchange = {
  /** `BatchExecuteStatement`, `SendMessage` … */
  readonly operation: string;
  readonly input: JsonObject;
  /** What the SDK says of a request: equal for all attempts of one call. */
  readonly callId: string;
  readonly attempt: number;
  /** Resolves when the function does not wait for an answer any more. */
  readonly abandoned: Promise<unknown>;
  /** Has the emulator carry the request out, in a changed form if one is given. */
  readonly carryOut: (changed?: JsonObject) => Promise<Answer>;
  readonly answer: (answer: Answer) => void;
  /** Breaks the connection. */
  readonly reset: () => void;
};
