import { canonicalQuery, parseFilter, QuerySyntaxError } from '@millrace/filter';
import type { QueryNode } from '@millrace/filter';
import { TAIL_LIMITS } from '@millrace/schemas';
import type { ClientMessage, ServerMessageOf, TailErrorCode } from '@millrace/schemas';
import type { Channel, FilterName } from '../channel.js';
import { countTerms } from '../groups/count-terms.js';
import type { Outlet, Reader } from '../groups/reader.js';
import type { Positions } from '../ring/positions.js';

/** Message by which a client asks for rows. */
export type Subscribe = Extract<ClientMessage, { type: 'subscribe' }>;

/** Why it does not get them. */
export type Refusal = Omit<ServerMessageOf<'error'>, 'type' | 'id'>;

/** Where and for whom a subscription is opened. */
export interface SubscriptionPlace {
  readonly channel: Channel;
  readonly tenant: string;
  readonly outlet: Outlet;
  /** Whether the connection watches this filter already. */
  readonly isWatched: (key: string) => boolean;
  /** Terms of the filters that the connection watches. */
  readonly terms: number;
}

/** Opens a reader as a message asks for it, or says what is wrong with the message. */
export function openSubscription(message: Subscribe, place: SubscriptionPlace): Reader | Refusal {
  const { channel, tenant, outlet } = place;
  const filter = readFilter(message.filter);
  if ('code' in filter) return filter;
  const name: FilterName = { tenant, key: canonicalQuery(filter) };
  if (place.isWatched(name.key))
    return refusal('duplicate-filter', 'this connection watches the same filter already');
  if (place.terms + countTerms(filter) > TAIL_LIMITS.filterTerms)
    return refusal(
      'too-many-filters',
      `the filters of a connection may have ${TAIL_LIMITS.filterTerms} terms`,
    );
  const from = message.from === 'now' ? undefined : openCursor(channel, message.from.cursor, name);
  if (from && 'code' in from) return from;
  const { policy } = message;
  const started = channel.stream.subscribe({ tenant, filter, policy, outlet, ...(from && { from }) });
  if ('group' in started) return started;
  if ('maxGroups' in started)
    return refusal(
      'too-many-filters',
      `this node watches ${started.maxGroups} different filters, as many as it may`,
    );
  const { floor, missed } = started;
  return {
    ...refusal('cursor-too-old', 'this node holds nothing that old any more'),
    floor: channel.cursorOf(name, floor),
    missed,
  };
}

/** An error message's code and words. */
export function refusal(code: TailErrorCode, message: string): Refusal {
  return { code, message };
}

function readFilter(text: string): QueryNode | Refusal {
  try {
    return parseFilter(text);
  } catch (error) {
    if (!(error instanceof QuerySyntaxError)) throw error;
    return { ...refusal('invalid-filter', error.message), path: 'filter' };
  }
}

const CURSOR_FAULTS = {
  invalid: refusal('invalid-cursor', 'the cursor was not made here, or its key is gone'),
  'other-filter': refusal(
    'cursor-of-another-filter',
    'the cursor belongs to another filter, stream or tenant',
  ),
  'other-topic': refusal(
    'topic-recreated',
    'the topic was made anew since: its offsets mean something else now',
  ),
} as const;

function openCursor(channel: Channel, cursor: string, name: FilterName): Positions | Refusal {
  const opened = channel.open(cursor, name);
  return opened.ok ? opened.positions : CURSOR_FAULTS[opened.fault];
}
