declare module 'dynalite' {
  /** Makes an in-memory DynamoDB. `createTableMs` is how long a table stays CREATING. */
  function dynalite(options?: { createTableMs?: number }): import('node:http').Server;
  export = dynalite;
}
