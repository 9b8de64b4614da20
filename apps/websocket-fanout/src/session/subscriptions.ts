import { TAIL_LIMITS } from '@millrace/schemas';
import type { ClientMessage, ServerMessage, TailStream } from '@millrace/schemas';
import type { Channel } from '../channel.js';
import type { Outlet, Reader } from '../groups/reader.js';
import { openSubscription, refusal } from './open-subscription.js';
import type { Refusal, Subscribe } from './open-subscription.js';
import type { SessionPrincipal } from './session.js';

type Unsubscribe = Extract<ClientMessage, { type: 'unsubscribe' }>;

/** A subscription of a connection. */
export interface Subscription {
  readonly id: string;
  readonly reader: Reader;
  readonly channel: Channel;
}

/** What the subscriptions of a connection are made of. */
export interface SubscriptionDeps {
  readonly channels: Readonly<Record<TailStream, Channel>>;
  readonly principal: SessionPrincipal;
  readonly outlet: Outlet;
}

/** The subscriptions of one connection, by the id that the client gave each. */
export interface Subscriptions {
  add(message: Subscribe): ServerMessage;
  remove(message: Unsubscribe): readonly ServerMessage[];
  removeAll(): void;
  of(reader: Reader): Subscription;
  ledgerOf(reader: Reader): ServerMessage;
  ledgers(): readonly ServerMessage[];
}

/** None yet. */
export function createSubscriptions({ channels, principal, outlet }: SubscriptionDeps): Subscriptions {
  const byId = new Map<string, Subscription>();
  const byReader = new Map<Reader, Subscription>();
  const of = (reader: Reader): Subscription => {
    const found = byReader.get(reader);
    if (!found) throw new Error('looking up a reader: it has no subscription here');
    return found;
  };
  const drop = (subscription: Subscription): void => {
    subscription.channel.stream.unsubscribe(subscription.reader);
    byId.delete(subscription.id);
    byReader.delete(subscription.reader);
  };
  const open = (message: Subscribe): Subscription | Refusal => {
    const { id, stream } = message;
    if (byId.has(id)) return refusal('duplicate-id', `there is a subscription ${id} already`);
    if (byId.size >= TAIL_LIMITS.subscriptions)
      return refusal('too-many-subscriptions', `a connection may have ${TAIL_LIMITS.subscriptions}`);
    const channel = channels[stream];
    const isWatched = (key: string) =>
      [...byId.values()].some((one) => one.channel === channel && one.reader.group.key === key);
    const terms = [...byId.values()].reduce((sum, one) => sum + one.reader.group.terms, 0);
    const place = { channel, tenant: principal.tenant, outlet, isWatched, terms };
    const reader = openSubscription(message, place);
    return 'code' in reader ? reader : { id, reader, channel };
  };
  return {
    of,
    add(message) {
      const opened = open(message);
      if ('code' in opened) return { type: 'error', id: message.id, ...opened };
      byId.set(opened.id, opened);
      byReader.set(opened.reader, opened);
      return subscribedMessage(opened);
    },
    remove({ id, subscription }) {
      const found = byId.get(subscription);
      if (!found)
        return [{ type: 'error', id, ...refusal('unknown-subscription', `there is no ${subscription}`) }];
      const last = ledgerMessage(found);
      drop(found);
      return [last, { type: 'unsubscribed', id }];
    },
    removeAll() {
      for (const subscription of byId.values()) drop(subscription);
    },
    ledgerOf: (reader) => ledgerMessage(of(reader)),
    ledgers: () => [...byId.values()].map(ledgerMessage),
  };
}

function ledgerMessage({ id, reader, channel }: Subscription): ServerMessage {
  const { positions, dropped, ...counts } = channel.stream.ledger(reader);
  return {
    ...{ type: 'ledger', id, ...counts },
    dropped: dropped.map(({ rows, offsets }) => ({ reason: 'too-slow', rows, offsets: [...offsets] })),
    cursor: channel.cursorOf(reader.group, positions),
  };
}

function subscribedMessage({ id, reader, channel }: Subscription): ServerMessage {
  const { group, policy } = reader;
  const { positions } = channel.stream.ledger(reader);
  return {
    ...{ type: 'subscribed', id, group: group.number, stream: channel.name, policy },
    subscribers: group.synced.size + group.behind.size,
    cursor: channel.cursorOf(group, positions),
  };
}
