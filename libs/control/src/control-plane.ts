import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Health, Logger } from '@millrace/runtime';
import type { AnnouncedInstance, ControlRequest } from '@millrace/schemas';
import { answerRequest } from './answer-request.js';
import type { ControlledInstance } from './answer-request.js';
import { createAskInstances } from './ask-instances.js';
import type { ControlAnswers, ControlQuestion } from './ask-instances.js';
import type { BusHandlers, ControlTopics, JoinBus } from './control-bus.js';
import { keepJoined } from './keep-joined.js';
import type { KeptBus } from './keep-joined.js';
import { createOperatorPause } from './operator-pause.js';
import type { PausableConsumer } from './operator-pause.js';

/** Where instances announce themselves. */
export interface InstanceRegistry {
  announce(instance: Omit<AnnouncedInstance, 'seenAt'>): Promise<void>;
  withdraw(instance: string): Promise<void>;
  list(): Promise<readonly AnnouncedInstance[]>;
}

/** What the control plane of one instance is made from. */
export interface ControlOptions {
  readonly service: string;
  readonly topics: ControlTopics;
  /** Joins under the name of the instance. */
  readonly join: (instance: string) => JoinBus;
  readonly registry: InstanceRegistry;
  /** What a pause stops; none for a service that reads no records. */
  readonly consumers: readonly PausableConsumer[];
  readonly health: Health;
  readonly logger: Logger;
  /** Whether it asks others, too. */
  readonly asks?: boolean;
  readonly now?: () => number;
  /** How long a question waits for its answers, ms. */
  readonly deadlineMs?: number;
}

/** The control plane of one instance. */
export interface ControlPlane {
  /** Its name: the service and eight characters that no other start has. */
  readonly instance: string;
  /** Rejects with {@link ControlUnavailableError} while the bus is not joined or does not take the request. */
  ask(question: ControlQuestion): Promise<ControlAnswers>;
  /** Announced instances, asked or not. */
  announced(): Promise<readonly AnnouncedInstance[]>;
  /** Leaves the list of instances and the bus, within some seconds. Does not reject. */
  stop(): Promise<void>;
}

/** Nobody can be asked now: the bus is not joined, or the request was not taken. */
export class ControlUnavailableError extends Error {
  override readonly name = 'ControlUnavailableError';
}

/** How often an instance says that it runs, ms; an announcement holds for twelve of these. */
const ANNOUNCE_INTERVAL_MS = 5_000;
const DEADLINE_MS = 5_000;

/**
 * Lets operators reach this instance, in the background: the service does not wait for it, and works without it. It
 * announces itself once it hears, and joins again after what went wrong.
 */
export function startControl(options: ControlOptions): ControlPlane {
  const { service, registry, topics, health, logger, now = Date.now } = options;
  const instance = `${service}-${randomBytes(4).toString('hex')}`;
  const startedAt = new Date(now()).toISOString();
  const self = controlled(options, instance);
  const asking = createAskInstances({
    announced: () => registry.list(),
    publish: (request) => publish(bus, topics.requests, { key: request.target, message: request }),
    now,
    deadlineMs: options.deadlineMs ?? DEADLINE_MS,
  });
  const hear = async (message: unknown): Promise<void> => {
    const reply = await answerRequest(message, self, now());
    if (reply) {
      const sending = publish(bus, topics.replies, { key: reply.request, message: reply });
      await sending.catch(unanswered(logger));
    }
  };
  const handlers: BusHandlers = new Map([
    [topics.requests, hear],
    ...(options.asks ? [[topics.replies, async (message: unknown) => asking.take(message)] as const] : []),
  ]);
  const bus = keepJoined({
    join: (signal) => options.join(instance)(handlers, signal),
    everyMs: ANNOUNCE_INTERVAL_MS,
    whileJoined: () =>
      registry.announce({ instance, service, host: hostname(), pid: process.pid, startedAt }),
    onLeaving: () => registry.withdraw(instance),
    // Once is ordinary where the topics were made a moment ago.
    onFailed: (error, times) =>
      logger[times > 1 ? 'warn' : 'info']('control-plane-failed', { instance, error }),
    onLost: (error) => logger.warn('control-plane-lost', { instance, error }),
  });
  health.addDegradedCheck({ name: 'operator', reasons: self.reasons });
  return {
    instance,
    ask: asking.ask,
    announced: () => registry.list(),
    stop: bus.stop,
  };
}

function controlled(
  { service, consumers, health, logger, now = Date.now }: ControlOptions,
  instance: string,
): ControlledInstance & { readonly reasons: () => readonly string[] } {
  const pausing = createOperatorPause(consumers, now);
  const noted = (event: string, act: () => void) => (request: ControlRequest) => {
    act();
    logger.warn(event, { instance, from: request.from, target: request.target });
  };
  return {
    ...{ instance, service, reasons: pausing.reasons },
    commands: {
      status: () => undefined,
      pause: noted('paused-by-operator', pausing.pause),
      resume: noted('resumed-by-operator', pausing.resume),
    },
    status: async () => ({ ...pausing.status(), ready: (await health.readiness()).ready }),
  };
}

async function publish(
  kept: KeptBus,
  topic: string,
  { key, message }: { readonly key: string; readonly message: object },
): Promise<void> {
  const bus = kept.current();
  if (bus === undefined) throw new ControlUnavailableError('the control topics are not joined yet');
  try {
    await bus.publish(topic, key, message);
  } catch (error) {
    throw new ControlUnavailableError(`writing to ${topic}: it was not acknowledged`, { cause: error });
  }
}

function unanswered(logger: Logger) {
  return (error: unknown): void => logger.warn('control-reply-failed', { error });
}
