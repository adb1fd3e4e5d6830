import type { Snapshot } from '../snapshot.ts';
import { showChanges } from './changes.ts';
import { showCounts, startSampling } from './counts.ts';
import { showDeadLetters } from './dead-letters.ts';
import { byId, setText } from './element.ts';
import { refreshStory, startFinding } from './found.ts';

/** Browsers connect again by themselves, but not after every kind of failure. */
const RECONNECT_MILLISECONDS = 2000;

const connectionTexts = {
  connecting: 'Connecting',
  live: 'Live',
  paused: 'Paused: what is new waits',
  lost: 'Not connected: the page is no longer served, or does not answer',
};

let connection: keyof typeof connectionTexts = 'connecting';
let isPaused = false;
let held: Snapshot | undefined;

startFinding();
startSampling(() => connection === 'live' && !isPaused);
connect();
byId('pause').addEventListener('click', () => {
  isPaused = !isPaused;
  byId('pause').setAttribute('aria-pressed', String(isPaused));
  tellConnection();
  if (isPaused || held === undefined) return;
  show(held);
  held = undefined;
});

function connect(): void {
  const source = new EventSource('snapshots');
  source.addEventListener('open', () => tellConnection('live'));
  source.addEventListener('snapshot', ({ data }) => {
    const snapshot = JSON.parse(data) as Snapshot;
    if (isPaused) held = snapshot;
    else show(snapshot);
  });
  source.addEventListener('error', () => {
    tellConnection('lost');
    if (source.readyState !== EventSource.CLOSED) return;
    source.close();
    setTimeout(connect, RECONNECT_MILLISECONDS);
  });
}

function show(snapshot: Snapshot): void {
  const { system, run, problem } = snapshot;
  setText(byId('system'), run === null ? `${system}, in AWS` : `${system}, a local run`);
  document.body.dataset['system'] = run === null ? 'stack' : 'run';
  byId('problem').hidden = problem === null;
  setText(byId('problem'), problem === null ? '' : `Not up to date. ${problem}`);
  for (const name of document.querySelectorAll('.stack-name')) setText(name, system);
  showCounts(snapshot);
  if (run !== null) {
    showChanges(run);
    showDeadLetters(run.reasons);
  }
  void refreshStory();
}

function tellConnection(state = connection): void {
  connection = state;
  const told = isPaused && state === 'live' ? 'paused' : state;
  byId('connection').dataset['state'] = told;
  setText(byId('connection'), connectionTexts[told]);
}
