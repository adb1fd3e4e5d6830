import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { accessSync, constants, statSync } from 'node:fs';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { delimiter, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { BatchStatementRequest } from '@aws-sdk/client-dynamodb';
import { serveLocally } from '../../system/serve-locally.ts';
import { projectRoot } from '../stack/synthesize.ts';

const ourPackages = join(projectRoot, 'node_modules');

/** Finds the binary: that of the optional package for this machine, else one on the PATH. */
export function findDynoxide(path = process.env['PATH'] ?? '', packages = ourPackages): string | undefined {
  const packaged = join(packages, '@dynoxide', `${process.platform}-${process.arch}`);
  const folders = [packaged, ...path.split(delimiter).filter((folder) => folder !== '')];
  return folders.map((folder) => join(folder, 'dynoxide')).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

type Address = { readonly host: string; readonly port: number };

/**
 * Finds an address of this machine that no web site can know or find by trying.
 *
 * dynoxide answers any web site that reaches its port, and knows no socket but TCP. It listens at one of 16
 * million addresses of the loopback network, on one of some 28,000 ports, and only our guarded server is told.
 *
 * @returns undefined where 127.0.0.1 is the whole of that network
 */
export async function findHiddenAddress(): Promise<Address | undefined> {
  const host = `127.${randomInt(1, 255)}.${randomInt(256)}.${randomInt(1, 255)}`;
  const server = createTcpServer().listen(0, host);
  try {
    await once(server, 'listening');
  } catch {
    return undefined;
  }
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return { host, port };
}

/**
 * Starts an empty DynamoDB at a hidden address, and at another when that is taken meanwhile.
 *
 * @returns undefined where no address would hide it
 */
export async function startHidden(binary: string) {
  for (;;) {
    const address = await findHiddenAddress();
    if (address === undefined) return undefined;
    const started = await startDynoxide(binary, address);
    if (started !== undefined) return started;
  }
}

/**
 * Starts an empty DynamoDB in a process of its own, in memory, and a guarded server before it.
 *
 * @returns undefined when another has taken the port since it was found
 * @see https://github.com/nubo-db/dynoxide
 */
export async function startDynoxide(binary: string, address: Address) {
  const engine = await startProcess(binary, address);
  if (engine === undefined) return undefined;
  const agent = new Agent({ keepAlive: true });
  const forward = async (incoming: IncomingMessage, response: ServerResponse) => {
    const body = toItsDialect(incoming, await buffer(incoming));
    const { method, url: path } = incoming;
    const headers = { ...incoming.headers, 'content-length': body.length };
    const sent = request({ ...address, agent, method, path, headers }).end(body);
    response.on('close', () => sent.destroy());
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    await pipeline(answer, response);
  };
  const server = createServer((incoming, response) => {
    // The client was killed in the middle of a request.
    forward(incoming, response).catch(() => response.destroy());
  });
  const { origin, stop } = await serveLocally(server);
  return {
    endpoint: origin,
    async stop() {
      await stop();
      agent.destroy();
      await endProcess(engine);
    },
  };
}

/**
 * Writes the keywords of an update once: `SET "a" = ?, "b" = ? REMOVE "c", "d"`.
 *
 * DynamoDB's own reference repeats them, and so do our statements; dynoxide 1.2.1 takes the repetition for the
 * end of the statement. There are no values in the statements, they are parameters.
 */
function toItsDialect({ headers }: IncomingMessage, body: Buffer): Buffer {
  if (headers['x-amz-target'] !== 'DynamoDB_20120810.BatchExecuteStatement') return body;
  const input = JSON.parse(body.toString()) as { Statements: BatchStatementRequest[] };
  const Statements = input.Statements.map((statement) => ({
    ...statement,
    Statement: statement.Statement?.replaceAll(' = ? SET ', ' = ?, ').replace(
      /(REMOVE "\w+")((?: REMOVE "\w+")+)/,
      (_, first: string, others: string) => first + others.replaceAll(' REMOVE ', ', '),
    ),
  }));
  return Buffer.from(JSON.stringify({ ...input, Statements }));
}

/**
 * Ends the engine when standard input ends, which it does with this process, however that ends.
 *
 * The shell gives up its standard error, so that the end of that is the end of the engine.
 */
const untilInputEnds = '"$0" "$@" & exec 2>&-; read -r _; kill -9 $!';

/**
 * Neither keeps this process from ending, nor is ended with it by Ctrl-C: what is under way is finished first.
 *
 * @returns undefined when another has taken the port since it was found
 */
async function startProcess(binary: string, { host, port }: Address): Promise<ChildProcess | undefined> {
  const child = spawn('sh', ['-c', untilInputEnds, binary, '--host', host, '--port', String(port)], {
    cwd: '/',
    detached: true,
    env: { PATH: process.env['PATH'] },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (told += text));
  const hasEnded = once(child.stderr, 'end').then(() => true);
  while (!told.includes(' listening on ')) {
    const isOver = await Promise.race([hasEnded, once(child.stderr, 'data').then(() => false)]);
    if (!isOver) continue;
    await endProcess(child);
    if (/port \d+ is already in use/.test(told)) return undefined;
    throw new Error(`${binary} did not start: ${told.trim() || 'it says nothing'}`);
  }
  for (const handle of [child, child.stdin as Socket, child.stderr as Socket]) handle.unref();
  return child;
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  const exited = once(child, 'exit');
  child.stdin?.end();
  await exited;
}
