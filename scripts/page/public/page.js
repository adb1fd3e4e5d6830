import { announceOutcomes } from './announce.js';
import { showChanges } from './changes.js';
import { showDeadLetters } from './dead-letters.js';
import { byId, setText } from './element.js';
import { showOutcomes } from './outcomes.js';
import { refreshStory, startStories } from './story.js';

/** Browsers connect again by themselves, but not after every kind of failure. */
const reconnectMilliseconds = 2000;

const connectionTexts = {
  connecting: 'Connecting',
  live: 'Live',
  paused: 'Paused: what is new waits',
  lost: 'Not connected: the local run has ended, or does not answer',
};

let connection = 'connecting';
let isPaused = false;
let held;

startStories();
connect();
byId('pause').addEventListener('click', () => {
  isPaused = !isPaused;
  byId('pause').setAttribute('aria-pressed', String(isPaused));
  tellConnection();
  if (isPaused || held === undefined) return;
  show(held);
  held = undefined;
});

function connect() {
  const source = new EventSource('/snapshots');
  source.addEventListener('open', () => tellConnection('live'));
  source.addEventListener('snapshot', ({ data }) => {
    const snapshot = JSON.parse(data);
    if (isPaused) held = snapshot;
    else show(snapshot);
  });
  source.addEventListener('error', () => {
    tellConnection('lost');
    if (source.readyState !== EventSource.CLOSED) return;
    source.close();
    setTimeout(connect, reconnectMilliseconds);
  });
}

function show(snapshot) {
  setText(byId('stack'), `${snapshot.stack}, a local run`);
  showOutcomes(snapshot);
  announceOutcomes(snapshot.outcomes);
  showChanges(snapshot);
  showDeadLetters(snapshot);
  void refreshStory();
}

function tellConnection(state = connection) {
  connection = state;
  byId('connection').dataset.state = isPaused && state === 'live' ? 'paused' : state;
  setText(byId('connection'), connectionTexts[byId('connection').dataset.state]);
}
