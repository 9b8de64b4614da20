import { CLOSE } from '@millrace/schemas';
import { waitFor } from '@millrace/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fanoutScene } from './running-fanout.js';
import type { FanoutScene } from './running-fanout.js';
import { connectReader } from './tail-readers.js';
import type { TailReader } from './tail-readers.js';

/** Far more than the ring and what the kernel buffers for one connection. */
const LOGS = 24_000;
const PADDING = 'x'.repeat(1_000);
const BATCH = 1_000;
const RING_BYTES = 4_194_304;

describe('a client that stops reading', () => {
  let scene: FanoutScene;
  let node: Awaited<ReturnType<FanoutScene['start']>>;
  let keyId: string;
  const connect = async (policy: 'lossless' | 'latest') =>
    connectReader(
      node.port,
      { ticket: await scene.ticket({ tenant: 'shop', keyId }), policy },
      () => undefined,
    );
  /** Appends until all is there, or `isEnough`; returns how many logs. */
  const append = async (reader: TailReader, isEnough: () => Promise<boolean> = async () => false) => {
    let sent = 0;
    for (; sent < LOGS && !(await isEnough()); sent += BATCH) {
      await scene.append(Array.from({ length: BATCH }, (_, at) => `${sent + at} ${PADDING}`));
      await waitFor(() => reader.books().rows >= sent + BATCH, 30_000);
    }
    return sent;
  };

  beforeAll(async () => {
    scene = await fanoutScene();
    ({ keyId } = await scene.apiKey());
  });
  beforeEach(async () => {
    node = await scene.start({
      MILLRACE_FANOUT_RING_BYTES: String(RING_BYTES),
      MILLRACE_FANOUT_HEARTBEAT_MS: '1000',
      MILLRACE_FANOUT_DRAIN_MS: '0',
    });
  });
  afterEach(() => node.stop(5_000));
  afterAll(() => scene.drop());

  it('with the policy latest leaves the oldest rows out, counts and names them, and disturbs nobody', async () => {
    const other = await connect('lossless');
    const stalled = await connect('latest');
    stalled.stall();
    await append(other);
    expect(other.books()).toMatchObject({ rows: LOGS, disordered: 0 });
    stalled.goOn();
    await waitFor(() => {
      const { ledger } = stalled.books();
      return ledger?.matched === LOGS && ledger.queued === 0;
    }, 30_000);
    const { rows, disordered, ledger } = stalled.books();
    const dropped = ledger?.dropped ?? [];
    const droppedRows = dropped.reduce((sum, each) => sum + each.rows, 0);
    const droppedOffsets = dropped.flatMap(({ offsets }) => offsets.map(({ from, to }) => to - from));
    expect(droppedRows).toBeGreaterThan(0);
    expect(rows + droppedRows).toBe(LOGS);
    expect(ledger?.delivered).toBe(rows);
    // Every log matches, so that the offsets named are as many as the rows.
    expect(droppedOffsets.reduce((sum, count) => sum + count, 0)).toBe(droppedRows);
    expect(disordered).toBe(0);
    other.close();
    stalled.close();
  });

  it('with the policy lossless is closed before a row would be left out, and may resume', async () => {
    const other = await connect('lossless');
    const stalled = await connect('lossless');
    stalled.stall();
    const isClosed = async () =>
      (await node.metrics()).includes('closed_connections_total{reason="too-slow"} 1');
    const sent = await append(other, isClosed);
    // At once: a client that does not read for seconds more is cut off and never sees the code.
    stalled.goOn();
    await waitFor(() => stalled.closed() !== undefined, 30_000);
    expect(stalled.closed()).toBe(CLOSE.tooSlow.code);
    const { rows, disordered, ledger } = stalled.books();
    expect(disordered).toBe(0);
    expect(ledger).toMatchObject({ delivered: rows, dropped: [] });
    expect(rows).toBeLessThan(sent);
    expect(other.books()).toMatchObject({ rows: sent, disordered: 0 });
    other.close();
  });
});
