import { createHealth } from '@millrace/runtime';
import type { Logger } from '@millrace/runtime';
import { TOPICS as DECLARED } from '@millrace/schemas';
import type { AnnouncedInstance } from '@millrace/schemas';
import { createTopics, deleteTopics, uniqueName, waitFor } from '@millrace/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServiceControl } from '../src/index.js';
import { kafkaControlBus } from '../src/kafka-control-bus.js';

const JOIN_MS = 30_000;
const brokers = (process.env['KAFKA_BROKERS'] ?? '').split(',');
const own = (name: string) => ({ ...DECLARED.controlRequests, name: uniqueName(name), partitions: 3 });
const topics = { requests: own('control.requests'), replies: own('control.replies') };
const announced = new Map<string, AnnouncedInstance>();
const reported: string[] = [];
const stops: (() => Promise<void>)[] = [];

const names = Object.values(topics).map(({ name }) => name);

beforeAll(() => createTopics(brokers, names, topics.requests.partitions));
afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await deleteTopics(brokers, names);
});

function start(service: string, asking: { readonly asks?: boolean } = {}) {
  const calls: string[] = [];
  const loud = (event: string, fields: object = {}) =>
    void reported.push(`${event} ${JSON.stringify(fields)}`);
  const quiet = () => undefined;
  const logger: Logger = { trace: quiet, debug: quiet, info: quiet, warn: loud, error: loud };
  const plane = startServiceControl({
    ...asking,
    service,
    topics,
    logger,
    connection: { brokers, clientId: `test-${service}` },
    ensureTopics: async () => undefined,
    registry: {
      announce: async (one) => void announced.set(one.instance, { ...one, seenAt: one.startedAt }),
      withdraw: async (instance) => void announced.delete(instance),
      list: async () => [...announced.values()],
    },
    consumers: asking.asks
      ? []
      : [
          {
            pause: () => void calls.push('pause'),
            resume: () => void calls.push('resume'),
            partitions: () => [],
          },
        ],
    health: createHealth(),
  });
  stops.push(plane.stop);
  return { plane, calls };
}

test('each instance hears every command over Kafka, an ordinary start and stop print no warning', async () => {
  const asker = start('api', { asks: true });
  const workers = [start('indexer'), start('indexer')];
  await waitFor(() => announced.size === 3, JOIN_MS);
  const question = { target: 'indexer', command: 'pause', from: 'test' };
  const { replies, unanswered } = await asker.plane.ask(question);
  expect(unanswered).toEqual([]);
  expect(replies.map(({ instance }) => instance).toSorted()).toEqual(
    workers.map(({ plane }) => plane.instance).toSorted(),
  );
  expect(workers.map(({ calls }) => calls)).toEqual([['pause'], ['pause']]);
  const [one] = workers;
  await asker.plane.ask({ ...question, target: one?.plane.instance ?? '', command: 'resume' });
  expect(workers.map(({ calls }) => calls)).toEqual([['pause', 'resume'], ['pause']]);
  await one?.plane.stop();
  expect((await asker.plane.ask({ ...question, target: 'all', command: 'status' })).replies).toHaveLength(2);
  expect(reported.filter((line) => !/^(?:paused|resumed)-by-operator/.test(line))).toEqual([]);
});

test('a crash that is not restarted closes the bus, and an abort ends a join', async () => {
  const quiet = () => undefined;
  const logger: Logger = { trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet };
  const overKafka = kafkaControlBus({ connection: { brokers, clientId: 'test-crash' }, logger });
  const topic = topics.requests.name;
  // What kafkajs never tries again.
  const fatal = Object.assign(new Error('not supported'), { name: 'KafkaJSNotImplemented' });
  const crash = async () => Promise.reject(fatal);
  const bus = await overKafka(uniqueName('crash'))(new Map([[topic, crash]]), new AbortController().signal);
  expect(bus.closed.aborted).toBe(false);
  await bus.publish(topic, 'key', {});
  await waitFor(() => bus.closed.aborted, JOIN_MS);
  expect(bus.closed.reason).toMatchObject({ message: expect.stringContaining('crashed') });
  await bus.close();
  const joining = overKafka(uniqueName('abort'))(
    new Map([[topic, async () => undefined]]),
    AbortSignal.abort(),
  );
  await expect(joining).rejects.toMatchObject({ name: 'AbortError' });
});
