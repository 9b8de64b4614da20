import { createHealth } from '@millrace/runtime';
import type { Logger } from '@millrace/runtime';
import type { AnnouncedInstance, ControlRequest } from '@millrace/schemas';
import { waitFor } from '@millrace/testing';
import { afterEach, describe, expect, it } from 'vitest';
import type { BusHandlers, ControlBus } from './control-bus.js';
import { ControlUnavailableError, startControl } from './control-plane.js';
import type { ControlOptions, ControlPlane } from './control-plane.js';

const TOPICS = { requests: 'requests', replies: 'replies' };
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** A bus and a list of instances in memory; what is published is heard by all members, as JSON. */
function harness() {
  const members = new Set<BusHandlers>();
  const losses: AbortController[] = [];
  const announced = new Map<string, AnnouncedInstance>();
  const published: { readonly topic: string; readonly message: unknown }[] = [];
  const state = { joinFailures: 0, refusePublish: false };
  const lines: string[] = [];
  const line = (event: string) => void lines.push(event);
  const logger: Logger = { trace: line, debug: line, info: line, warn: line, error: line };
  const join = async (handlers: BusHandlers): Promise<ControlBus> => {
    if (state.joinFailures-- > 0) throw new Error('no broker answers');
    members.add(handlers);
    const lost = new AbortController();
    losses.push(lost);
    return {
      closed: lost.signal,
      async publish(topic, _key, message) {
        if (state.refusePublish) throw new Error('not acknowledged');
        published.push({ topic, message });
        const text = JSON.stringify(message);
        for (const member of [...members]) void member.get(topic)?.(JSON.parse(text));
      },
      close: async () => void members.delete(handlers),
    };
  };
  const registry = {
    announce: async (one: Omit<AnnouncedInstance, 'seenAt'>) =>
      void announced.set(one.instance, { ...one, seenAt: '2026-11-21T00:00:00.000Z' }),
    withdraw: async (instance: string) => void announced.delete(instance),
    list: async () => [...announced.values()],
  };
  const start = async (own: Partial<ControlOptions> & Pick<ControlOptions, 'service'>) => {
    const health = createHealth(() => performance.now() * 1_000_000);
    const options = { topics: TOPICS, join: () => join, registry, consumers: [], health, logger };
    const plane = startControl({ ...options, deadlineMs: 300, ...own });
    stops.push(plane.stop);
    await waitFor(() => announced.has(plane.instance));
    return { plane, health };
  };
  return { start, state, lines, announced, published, registry, members, losses };
}

function consumer() {
  const calls: string[] = [];
  return {
    calls,
    pause: () => void calls.push('pause'),
    resume: () => void calls.push('resume'),
    partitions: () => [
      { position: 5, end: 12, queuedRecords: 2 },
      { position: 3, end: 3, queuedRecords: 0 },
    ],
  };
}

const question = (target: string, command = 'status') => ({ target, command, from: 'key-1' });
const answersOf = async (plane: ControlPlane, target: string, command?: string) => {
  const { replies, unanswered } = await plane.ask(question(target, command));
  return { answers: replies.map(({ instance, answer }) => [instance, answer] as const), unanswered };
};

describe('the control plane', () => {
  it('asks all, a service or one instance, and hears as many replies as instances are announced', async () => {
    const { start } = harness();
    const { plane } = await start({ service: 'api', asks: true });
    const one = await start({ service: 'indexer', consumers: [consumer()] });
    const two = await start({ service: 'indexer', consumers: [consumer()] });
    const names = async (target: string) => (await answersOf(plane, target)).answers.map(([name]) => name);
    expect((await names('all')).toSorted()).toEqual(
      [plane.instance, one.plane.instance, two.plane.instance].toSorted(),
    );
    expect((await names('indexer')).toSorted()).toEqual([one.plane.instance, two.plane.instance].toSorted());
    expect(await names(two.plane.instance)).toEqual([two.plane.instance]);
    const status = { state: 'consuming', partitions: 2, lagRecords: 7, queuedRecords: 2, ready: true };
    expect(await answersOf(plane, two.plane.instance)).toEqual({
      answers: [[two.plane.instance, { kind: 'done', status }]],
      unanswered: [],
    });
    expect(await plane.ask(question('nobody'))).toEqual({ expected: [], replies: [], unanswered: [] });
  });

  it('pauses every consumer of an instance and says so in readiness until it is resumed', async () => {
    const { start, lines } = harness();
    const { plane } = await start({ service: 'api', asks: true });
    const consumers = [consumer(), consumer()];
    const { health } = await start({ service: 'indexer', consumers });
    const paused = await answersOf(plane, 'indexer', 'pause');
    expect(paused.answers[0]?.[1]).toMatchObject({ kind: 'done', status: { state: 'paused' } });
    expect(await health.readiness()).toMatchObject({
      ready: true,
      degraded: [{ name: 'operator', reasons: [expect.stringContaining('paused by an operator since')] }],
    });
    expect((await answersOf(plane, 'indexer', 'resume')).answers[0]?.[1]).toMatchObject({
      status: { state: 'consuming' },
    });
    expect(consumers.map(({ calls }) => calls)).toEqual(Array(2).fill(['pause', 'resume']));
    expect((await health.readiness()).degraded).toEqual([]);
    expect(lines).toEqual(expect.arrayContaining(['paused-by-operator', 'resumed-by-operator']));
  });

  it('tells an unknown command, a refused one and a handler that throws apart', async () => {
    const { start } = harness();
    const { plane } = await start({ service: 'api', asks: true });
    const broken = { ...consumer(), pause: () => void JSON.parse('{') };
    const { plane: ill } = await start({ service: 'indexer', consumers: [broken] });
    const errorOf = async (target: string, command: string) =>
      (await answersOf(plane, target, command)).answers[0]?.[1];
    expect(await errorOf('indexer', 'explode')).toEqual({
      kind: 'failed',
      code: 'unknown-command',
      reason: 'explode is none of status, pause, resume',
    });
    expect(await errorOf('indexer', 'constructor')).toMatchObject({ code: 'unknown-command' });
    expect(await errorOf('api', 'pause')).toMatchObject({
      code: 'refused',
      reason: 'it reads no records that could be paused',
    });
    expect(await errorOf(ill.instance, 'pause')).toMatchObject({ kind: 'failed', code: 'failed' });
    expect(await errorOf(ill.instance, 'status')).toMatchObject({ kind: 'done' });
  });

  it('names who did not answer by the deadline', async () => {
    const { start, registry, published } = harness();
    const { plane } = await start({ service: 'api', asks: true });
    await start({ service: 'indexer', consumers: [consumer()] });
    const dead = { service: 'indexer', host: 'h', pid: 1, startedAt: '2026-11-21T00:00:00.000Z' };
    await registry.announce({ ...dead, instance: 'indexer-dead' });
    const { answers, unanswered } = await answersOf(plane, 'indexer');
    expect(answers).toHaveLength(1);
    expect(unanswered).toEqual(['indexer-dead']);
    expect(published.filter(({ topic }) => topic === TOPICS.replies)).toHaveLength(1);
  });

  it('carries nothing out that nobody waits for any more, and passes over what is no request', async () => {
    const { start, members, published } = harness();
    const consumers = [consumer()];
    await start({ service: 'indexer', consumers });
    const request: ControlRequest = {
      ...{ id: crypto.randomUUID(), target: 'all', command: 'pause', from: 'x' },
      expiresAt: new Date(Date.now() - 1).toISOString(),
    };
    const [member] = members;
    for (const message of [request, null, 'pause', { command: 'pause' }, { ...request, target: '../x' }])
      await member?.get(TOPICS.requests)?.(message);
    expect(consumers[0]?.calls).toEqual([]);
    expect(published).toEqual([]);
  });

  it('rejects a question that cannot be sent, and answers others once the bus takes them', async () => {
    const { start, state } = harness();
    const { plane } = await start({ service: 'api', asks: true });
    state.refusePublish = true;
    await expect(plane.ask(question('all'))).rejects.toBeInstanceOf(ControlUnavailableError);
    state.refusePublish = false;
    expect((await answersOf(plane, 'all')).answers).toHaveLength(1);
  });

  it('is not announced until it hears, and no more once it stopped', async () => {
    const { start, state, announced, lines } = harness();
    state.joinFailures = 1;
    const starting = start({ service: 'indexer' });
    await waitFor(() => lines.includes('control-plane-failed'));
    expect(announced.size).toBe(0);
    const { plane } = await starting;
    await plane.stop();
    expect(announced.size).toBe(0);
  }, 20_000);

  it('is not announced while what it heard by is lost, and joins again', async () => {
    const { start, announced, lines, members, losses } = harness();
    const { plane } = await start({ service: 'api', asks: true });
    losses[0]?.abort(new Error('not authorised'));
    await expect(plane.ask(question('all'))).rejects.toBeInstanceOf(ControlUnavailableError);
    await waitFor(() => announced.size === 0);
    expect(lines).toContain('control-plane-lost');
    await waitFor(() => announced.has(plane.instance), 15_000);
    expect(members.size).toBe(1);
    expect((await answersOf(plane, 'all')).answers).toHaveLength(1);
  }, 30_000);
});
