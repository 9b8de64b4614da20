import { encodeLogHeaders } from '@millrace/schemas';
import type { CanonicalDocument } from '@millrace/schemas';
import { deleteTopics, openAnswer, readEvents, waitFor } from '@millrace/testing';
import type { SeenEvent } from '@millrace/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressOf, apiHarness, canonicalDocument, scratchId } from './api-harness.js';
import type { ApiHarness } from './api-harness.js';
import { spawnFanout } from './spawn-fanout.js';
import type { SpawnedFanout } from './spawn-fanout.js';

/** The least that the fan-out may hold, so that a reader is soon behind it. */
const RING_BYTES = 4_194_304;
/** A row is a batch of its own; a few go into one request. */
const BULKY = { bytes: 60_000, together: 16 };
/** More than the ring and what all buffers on the way can hold. */
const MAX_BULKY = 1_600;
/** Keys are looked at every five seconds. */
const REVOKED_WITHIN_MS = 15_000;

describe('a live stream over the real fan-out', () => {
  const id = scratchId();
  let fanout: SpawnedFanout;
  let api: ApiHarness;
  let key: string;
  let isClosed = false;
  const closeApi = async () => {
    if (!isClosed) await api.close();
    isClosed = true;
  };
  beforeAll(async () => {
    fanout = await spawnFanout(id, { MILLRACE_FANOUT_RING_BYTES: String(RING_BYTES) });
    api = await apiHarness({ MILLRACE_API_TAIL_URL: fanout.tailUrl }, id);
    key = await api.keyOf(api.tenants.acme, ['search', 'tail']);
  });
  afterAll(async () => {
    await fanout.end('SIGTERM');
    await closeApi();
    const { books, deadLetters, watermarks, control } = api.names;
    const told = [watermarks, control.requests, control.replies].map(({ name }) => name);
    const own = [...books.map(({ topic }) => topic), deadLetters, ...told];
    await deleteTopics(api.kafka.brokers, [...new Set([...own, ...fanout.topics])]);
  });

  const open = (holder = key, query = '', headers = {}) =>
    waitFor(async () => {
      const answer = await openAnswer(api.url(`/v1/logs/stream?live=true${query}`), holder, headers);
      // Nobody knows at first how far the index has come.
      if (answer.statusCode === 200) return answer;
      expect(answer.resume().statusCode).toBe(503);
      return undefined;
    });
  let appended = 0;
  const append = async (documents: readonly CanonicalDocument[]) => {
    await api.producer.send(documents.map((document) => recordOf(api.names.logs.topic, document)));
    appended += documents.length;
  };
  /** Goes on at the beginning of the topic: nobody indexes here, so that a new search has no place to begin at. */
  let begin: { readonly 'last-event-id': string };

  it('gives what is taken in for its tenant, and refuses the place of another tenant', async () => {
    const { acme, other } = api.tenants;
    const reply = await open();
    const seen = watch(readEvents(reply));
    await waitFor(() => seen.of('live')[0]);
    const [{ id: place = '' } = {}] = seen.of('live');
    begin = { 'last-event-id': place };
    const document = canonicalDocument(acme, 'mine');
    await append([canonicalDocument(other, 'foreign'), document]);
    await waitFor(() => seen.of('log')[0]);
    expect(seen.of('log').map(({ data }) => data)).toEqual([document]);
    reply.destroy();

    const stranger = await api.keyOf(other, ['search', 'tail']);
    const refused = watch(readEvents(await open(stranger, '', begin)));
    await refused.ended;
    expect(refused.events.map(({ event }) => event)).toEqual(['watermark', 'live', 'error']);
    expect(refused.of('error')[0]?.data).toMatchObject({ code: 'invalid-request', status: 400 });
  });

  it('ends when its key is revoked, and gives nothing after that', async () => {
    const { acme } = api.tenants;
    const admin = await api.keyOf(acme, ['admin']);
    const body = { name: 'soon gone', scopes: ['search', 'tail'] };
    const strong = await api.keyOf(acme);
    const { json } = await api.call('POST', '/v1/keys', { key: strong, body });
    const seen = watch(readEvents(await open(json.key, '', begin)));
    await waitFor(() => seen.of('log').length === 1);
    await api.call('DELETE', `/v1/keys/${json.description.keyId}`, { key: admin });
    await waitFor(() => seen.of('error')[0], REVOKED_WITHIN_MS);
    await seen.ended;
    expect(seen.events.at(-1)).toMatchObject({ event: 'error', data: { code: 'invalid-key', status: 401 } });
    expect((await api.call('GET', '/v1/logs/stream?live=true', { key: json.key })).status).toBe(401);
  });

  it('accounts for each log that its client was too slow for: left out with latest, a gap with lossless', async () => {
    const replies = await Promise.all(
      ['latest', 'lossless'].map((policy) => open(key, `&q=bulky&policy=${policy}`, begin)),
    );
    const streams = replies.map((reply) => readEvents(reply));
    const bulky = (n: number, message = `bulky ${'x'.repeat(BULKY.bytes)}`) =>
      canonicalDocument(api.tenants.acme, `bulky-${n}`, { message });
    // Once they have what is newest they are no more on the way from where they began.
    await append([bulky(1, 'bulky')]);
    for (const stream of streams) await nextLog(stream);
    let sent = 1;
    const appendSome = async (count: number) => {
      for (const until = sent + count; sent < until;) {
        await append(Array.from({ length: BULKY.together }, () => bulky(++sent)));
      }
    };
    const isTooSlow = async () => (await fanout.metrics()).includes('reason="too-slow"} 1');
    while (sent < MAX_BULKY && !(await isTooSlow())) await appendSome(BULKY.together);
    // Both have the same buffers on their way.
    await appendSome((2 * RING_BYTES) / BULKY.bytes);
    // What the fan-out holds must not move on while who was closed comes back.
    await waitFor(async () =>
      (await fanout.metrics()).includes(`read_records_total{stream="logs"} ${appended}\n`),
    );
    const [some, whole] = streams.map((stream) => watch(stream)) as [Watched, Watched];
    const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
    const left = () => sum(some.of('dropped').map(({ data }) => data.logs));
    const missing = () => sum(whole.of('gap').map(({ data }) => data.records));
    await waitFor(() => 1 + some.of('log').length + left() === sent, 20_000);
    await waitFor(() => 1 + whole.of('log').length + missing() === sent, 20_000);
    expect(left()).toBeGreaterThan(0);
    expect(some.of('gap')).toEqual([]);
    expect(some.of('dropped')[0]?.data.reason).toBe('too-slow');
    expect(missing()).toBeGreaterThan(0);
    expect(whole.of('dropped')).toEqual([]);
    for (const seen of [some, whole]) {
      const ids = seen.of('log').map(({ data }) => data['event.id']);
      expect(new Set(ids).size).toBe(ids.length);
    }
    for (const reply of replies) reply.destroy();
  });

  it('sends its client to come back when the api stops, and says where it goes on', async () => {
    const seen = watch(readEvents(await open(key, '&q=mine', begin)));
    await waitFor(() => seen.of('live')[0]);
    await closeApi();
    await seen.ended;
    expect(seen.events.at(-1)).toMatchObject({ event: 'drain', data: { reconnectInMs: expect.any(Number) } });
    expect(seen.lastId()).toMatch(/~$/);
  });
});

function recordOf(topic: string, document: CanonicalDocument) {
  const { tenant, severity, '@timestamp': timestamp } = document;
  const { id: documentId } = addressOf(document);
  const service = document['service.name'];
  const routing = { tenant, timestamp, severity, service, indexDay: '2026.11.21', documentId };
  return {
    topic,
    key: document['event.id'],
    value: Buffer.from(JSON.stringify(document)),
    headers: encodeLogHeaders(routing),
  };
}

/** Reads a stream up to its next log, and no further. */
async function nextLog(stream: AsyncGenerator<SeenEvent, void, undefined>): Promise<void> {
  for (;;) {
    const { value } = await stream.next();
    if (value === undefined) throw new Error('reading a stream: it ended before its next log');
    if (value.event === 'log') return;
  }
}

/** Reads a stream in the background. */
function watch(stream: AsyncGenerator<SeenEvent, void, undefined>) {
  const events: SeenEvent[] = [];
  const ended = (async () => {
    for await (const event of stream) events.push(event);
  })();
  // Who leaves meets its own cut.
  ended.catch(() => undefined);
  const of = (name: string) => events.filter(({ event }) => event === name);
  return { events, ended, of, lastId: () => events.findLast(({ id }) => id !== undefined)?.id };
}

type Watched = ReturnType<typeof watch>;
