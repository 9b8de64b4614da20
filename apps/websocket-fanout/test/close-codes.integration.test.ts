import { CLOSE, RESUME_SUBPROTOCOL_PREFIX } from '@millrace/schemas';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fanoutScene } from './running-fanout.js';
import type { FanoutScene } from './running-fanout.js';
import { connectRaw, connectTail, frame, offering } from './tail-client.js';

const TEXT = 1;
const BINARY = 2;
const KEY_SHARE = 3;

function fragments(count: number): Buffer {
  const [first, next] = [0x01, 0x00];
  return Buffer.concat(
    Array.from({ length: count }, (_, at) =>
      frame(TEXT, Buffer.from('x'), { first: at === 0 ? first : next }),
    ),
  );
}

describe('a node closes with the code of the table', () => {
  let scene: FanoutScene;
  let node: Awaited<ReturnType<FanoutScene['start']>>;
  let keyId: string;
  const ticket = async (more: object = {}, nowMs = Date.now()) =>
    scene.ticket({ tenant: 'shop', keyId, ...more }, nowMs);
  const closeOf = async (headers: Readonly<Record<string, string>>) =>
    (await connectRaw(node.port, headers)).closed();
  const afterBytes = async (bytes: Buffer) => {
    const client = await connectRaw(node.port, offering(await ticket()));
    client.write(bytes);
    return client.closed();
  };

  beforeAll(async () => {
    scene = await fanoutScene();
    ({ keyId } = await scene.apiKey());
    node = await scene.start({
      MILLRACE_FANOUT_DRAIN_MS: '0',
      MILLRACE_FANOUT_HEARTBEAT_MS: '1000',
      MILLRACE_FANOUT_MAX_CONNECTIONS_PER_KEY: String(KEY_SHARE),
    });
  });
  afterAll(async () => {
    await node.stop(5_000);
    await scene.drop();
  });

  it('no ticket, one that was not made here, and a resume token that is a ticket', async () => {
    expect(await closeOf({ 'Sec-WebSocket-Protocol': 'millrace.v1' })).toBe(CLOSE.invalidCredential.code);
    expect(await closeOf(offering('a.b.c'))).toBe(CLOSE.invalidCredential.code);
    expect(await closeOf(offering(await ticket(), RESUME_SUBPROTOCOL_PREFIX))).toBe(
      CLOSE.invalidCredential.code,
    );
  });

  it('an expired ticket', async () => {
    expect(await closeOf(offering(await ticket({}, Date.now() - 60_000)))).toBe(CLOSE.ticketExpired.code);
  });

  it('a ticket that was used, but not one that was refused for another reason', async () => {
    const used = await ticket();
    const first = await connectTail(node.port, { ticket: used });
    await first.next('hello');
    expect(await closeOf(offering(used))).toBe(CLOSE.ticketUsed.code);
    await first.close();
    const unused = await ticket();
    expect(await closeOf({ ...offering(unused), Origin: 'https://evil.example' })).toBe(
      CLOSE.wrongOrigin.code,
    );
    const second = await connectTail(node.port, { ticket: unused });
    await second.next('hello');
    await second.close();
  });

  it('an origin that is not allowed, or not the one of the ticket', async () => {
    expect(await closeOf({ ...offering(await ticket()), Origin: 'https://evil.example' })).toBe(
      CLOSE.wrongOrigin.code,
    );
    const bound = await ticket({ origin: 'http://localhost:8080' });
    expect(await closeOf({ ...offering(bound), Origin: 'http://localhost:9999' })).toBe(
      CLOSE.wrongOrigin.code,
    );
  });

  it('a ticket of another address, but not one that spells its address in another way', async () => {
    expect(await closeOf(offering(await ticket({ address: '192.0.2.1' })))).toBe(CLOSE.wrongAddress.code);
    const client = await connectTail(node.port, { ticket: await ticket({ address: '::ffff:7f00:1' }) });
    await client.next('hello');
    await client.close();
  });

  it('a key without the scope, of another tenant, or revoked; a live connection of it too', async () => {
    const without = await scene.apiKey('shop', ['search']);
    expect(await closeOf(offering(await ticket({ keyId: without.keyId })))).toBe(CLOSE.missingScope.code);
    expect(await closeOf(offering(await ticket({ tenant: 'other' })))).toBe(CLOSE.keyRevoked.code);
    const doomed = await scene.apiKey();
    const client = await connectTail(node.port, { ticket: await ticket({ keyId: doomed.keyId }) });
    await client.next('hello');
    client.send({ type: 'subscribe', id: 'a' });
    await scene.apiKeys.revoke(doomed.keyId, 'shop');
    const beating = setInterval(() => client.send({ type: 'ping' }), 300);
    expect(await client.closed()).toBe(CLOSE.keyRevoked.code);
    clearInterval(beating);
    expect(await closeOf(offering(await ticket({ keyId: doomed.keyId })))).toBe(CLOSE.keyRevoked.code);
  });

  it.each([
    ['text that is no JSON', 'x', CLOSE.protocolError],
    ['an unknown type', '{"type":"dance"}', CLOSE.protocolError],
    ['another tenant', '{"type":"subscribe","id":"a","tenant":"other"}', CLOSE.wrongTenant],
    ['a flood', JSON.stringify(Array.from({ length: 60 }, () => ({ type: 'ping' }))), CLOSE.flooding],
  ])('%s', async (_what, text, reason) => {
    const client = await connectTail(node.port, { ticket: await ticket() });
    client.send(text);
    client.send(text);
    expect(await client.closed()).toBe(reason.code);
  });

  it.each([
    ['a frame beyond the limit', frame(TEXT, Buffer.alloc(70_000, 'a')), 1009],
    ['text that is not UTF-8', frame(TEXT, Buffer.from([0xff, 0xfe])), 1007],
    ['a binary frame', frame(BINARY, Buffer.from('x')), 1003],
    ['a reserved bit', frame(TEXT, Buffer.from('x'), { first: 0xc1 }), 1002],
    ['a missing mask', frame(TEXT, Buffer.from('x'), { masked: false }), 1002],
    ['a reserved opcode', frame(3, Buffer.from('x')), 1002],
    ['a continuation of nothing', frame(0, Buffer.from('x')), 1002],
    ['a message in a hundred fragments', fragments(100), 1008],
  ])('%s', async (_what, bytes, code) => {
    expect(await afterBytes(bytes)).toBe(code);
  });

  it('half a frame, and then nothing', async () => {
    expect(await afterBytes(frame(TEXT, Buffer.from('{"type":"ping"}')).subarray(0, 8))).toBe(
      CLOSE.heartbeatMissed.code,
    );
  });

  it('one connection too many of a key', async () => {
    const { keyId: other } = await scene.apiKey();
    const clients = [];
    for (let count = 0; count < KEY_SHARE; count++) {
      const client = await connectTail(node.port, { ticket: await ticket({ keyId: other }) });
      await client.next('hello');
      clients.push(client);
    }
    expect(await closeOf(offering(await ticket({ keyId: other })))).toBe(CLOSE.tooManyConnections.code);
    await clients[0]?.close();
    const next = await connectTail(node.port, { ticket: await ticket({ keyId: other }) });
    await next.next('hello');
    await Promise.all([...clients.slice(1), next].map((client) => client.close()));
  });

  it('answers over HTTP what is no tail at all', async () => {
    expect((await connectRaw(node.port, offering(await ticket()), '/v1/other')).status).toBe(404);
    expect((await connectRaw(node.port, { 'Sec-WebSocket-Protocol': 'other' })).status).toBe(400);
    expect((await connectRaw(node.port, {})).status).toBe(400);
  });

  it('and is unharmed', async () => {
    const client = await connectTail(node.port, { ticket: await ticket() });
    client.send({ type: 'subscribe', id: 'a', filter: 'unharmed' });
    await client.next('subscribed');
    await scene.append(['unharmed']);
    await client.next('batch');
    await client.close();
    expect(node.lines.filter((line) => line.includes('"log.level":"error"'))).toEqual([]);
  });
});
