import { waitFor } from '@millrace/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { issueKey, runIngest, sender } from './running-ingest.js';
import { scratchServers } from './scratch-servers.js';
import type { ScratchServers } from './scratch-servers.js';

const MIB = 1_048_576;

/** A body of about a mebibyte, each log with its own words. */
function largeBody(seed: number): string {
  const line = (index: number) =>
    JSON.stringify({
      '@timestamp': '2026-11-21T12:00:00Z',
      message: `${seed}-${index} ${'word '.repeat(180)}`,
    });
  return Array.from({ length: 1_000 }, (_, index) => line(index)).join('\n');
}

describe('under pressure, on real servers', () => {
  let servers: ScratchServers;
  let ingest: Awaited<ReturnType<typeof runIngest>> | undefined;

  beforeEach(async () => {
    servers = await scratchServers();
  });
  afterEach(async () => {
    await ingest?.stop(5_000);
    ingest = undefined;
    await servers.drop();
  });

  it('answers 429 with Retry-After when too much waits for acknowledgement, and loses nothing it accepted', async () => {
    const key = await issueKey(servers, 'shop', ['ingest']);
    ingest = await runIngest(servers, { MILLRACE_INGEST_BUFFER_BYTES: String(MIB) });
    const send = sender(ingest.port, key);
    const answers = await Promise.all(Array.from({ length: 12 }, (_, seed) => send(largeBody(seed))));
    const refused = answers.filter(({ status }) => status === 429);
    const taken = answers.filter(({ status }) => status === 200);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length + taken.length).toBe(12);
    for (const { headers, body } of refused) {
      expect([headers.get('retry-after'), body.code]).toEqual(['1', 'too-busy']);
    }
    expect(await servers.readTopic(servers.names.topics.logs)).toHaveLength(taken.length * 1_000);
    expect(await ingest.metrics()).toContain('millrace_ingest_inflight_body_bytes 0');
  });

  it('answers 429 when bodies in flight hold all the memory there is for them', async () => {
    const key = await issueKey(servers, 'shop', ['ingest']);
    ingest = await runIngest(servers, { MILLRACE_INGEST_BODY_BUDGET_BYTES: String(16 * MIB) });
    const send = sender(ingest.port, key);
    const body = largeBody(1).repeat(9);
    const answers = await Promise.all(Array.from({ length: 4 }, () => send(body)));
    expect(answers.map(({ status }) => status)).toContain(429);
    await waitFor(async () => (await send('{}')).status === 200);
  });
});
