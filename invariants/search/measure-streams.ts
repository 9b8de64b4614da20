import type { Stack } from '../harness/stack.js';
import { waitUntil } from '../harness/wait-until.js';
import { durationsOf } from './time-calls.js';
import type { Durations } from './time-calls.js';
import { residentMib } from './resident-mib.js';

/** What came of streams. */
export interface StreamsResult {
  /** From the request to the first event. */
  readonly firstEvent: Durations;
  /** Memory of the api before, and at most while all are open, MiB. */
  readonly beforeMib: number;
  readonly mostMib: number;
}

const WARM_UP = 10;
const ONE_BY_ONE = 200;
const WATCHED_FOR_MS = 10_000;
/** No stream is needed for nearly so long. */
const DEADLINE_MS = 60_000;
const SAMPLE_MS = 250;
/** What a slow client reads in a sample's time, pieces. */
const PIECES_A_SAMPLE = 1;

type Pieces = ReadableStreamDefaultReader<Uint8Array>;

/** Opens streams one after the other, and then so many at a time, none of which is read at any speed. */
export async function measureStreams(stack: Stack, count: number): Promise<StreamsResult> {
  const taken: number[] = [];
  for (let turn = 0; turn < WARM_UP + ONE_BY_ONE; turn += 1) {
    const startedAt = performance.now();
    const { pieces, leave } = await openStream(stack);
    await pieces.read();
    if (turn >= WARM_UP) taken.push(performance.now() - startedAt);
    leave();
  }
  // A key may have so many: those that were left are counted off a moment later.
  await waitUntil({ what: 'streams that were left to be over', deadlineMs: DEADLINE_MS }, () =>
    hasNoneOpen(stack),
  );
  const beforeMib = await residentMib(stack.api);
  const open = await Promise.all(Array.from({ length: count }, () => openStream(stack)));
  let mostMib = 0;
  for (let spentMs = 0; spentMs < WATCHED_FOR_MS; spentMs += SAMPLE_MS) {
    for (let piece = 0; piece < PIECES_A_SAMPLE; piece += 1)
      await Promise.all(open.map(({ pieces }) => pieces.read()));
    mostMib = Math.max(mostMib, await residentMib(stack.api));
    await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
  }
  for (const { leave } of open) leave();
  return { firstEvent: durationsOf(taken), beforeMib, mostMib };
}

async function hasNoneOpen({ api }: Stack): Promise<true | undefined> {
  const metrics = await (await fetch(`${api.url}/metrics`)).text();
  return /^millrace_api_open_flows\{flow="streams"\} 0$/m.test(metrics) ? true : undefined;
}

async function openStream({
  api,
  key,
}: Stack): Promise<{ readonly pieces: Pieces; readonly leave: () => void }> {
  const leaving = new AbortController();
  const reply = await fetch(`${api.url}/v1/logs/stream`, {
    headers: { authorization: `Bearer ${key}`, accept: 'text/event-stream' },
    signal: AbortSignal.any([leaving.signal, AbortSignal.timeout(DEADLINE_MS)]),
  });
  if (!reply.ok || !reply.body) throw new Error(`opening a stream: ${reply.status} ${await reply.text()}`);
  const pieces = reply.body.getReader();
  pieces.closed.catch(() => undefined);
  return { pieces, leave: () => leaving.abort() };
}
