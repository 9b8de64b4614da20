import { waitFor } from '@millrace/testing';
import type { Operation } from '../fuzz/described-api.js';
import type { Tenant, TwoTenants } from './two-tenants.js';

/** A value that names something of the other tenant, and one of the same form that names nothing at all. */
export interface NamedThing {
  readonly foreign: string;
  readonly absent: string;
  /** A query without which nothing reads it: `live=true`. */
  readonly query?: string;
}

/**
 * How each parameter can name what is another tenant's, by its place: ids in a path by the path of their list, all others
 * by name. Whoever adds a parameter says here what it can name; an empty list says nothing, and why is said beside it.
 */
export interface NameableThings {
  readonly inPath: Readonly<Record<string, ThingsOf>>;
  readonly inQuery: Readonly<Record<string, ThingsOf>>;
  readonly inHeader: Readonly<Record<string, ThingsOf>>;
  readonly inBody: Readonly<Record<string, ThingsOf>>;
}

type ThingsOf = (
  world: TwoTenants,
  operation: Operation,
) => readonly NamedThing[] | Promise<readonly NamedThing[]>;

/** Of the first log of a tenant. */
const FIRST_TIME = '2026-11-20T12:00:00.000000000Z';

/** Bounds and choices: they say how much is asked for and how it is put, and name nothing. */
const nothing: ThingsOf = () => [];

/** See {@link NameableThings}. */
export const NAMEABLE: NameableThings = {
  inPath: {
    '/v1/logs': ({ other }) => ids([...other.logIds.slice(0, 2), ...other.eventIds.slice(0, 1)]),
    '/v1/correlations': ({ other }) => ids(other.groupIds.slice(0, 2)),
    '/v1/dead-letters': ({ other }) => ids(other.letterIds.slice(0, 2)),
    '/v1/keys': ({ other }) => ids(other.keyIds),
    '/v1/searches': ({ other }) => ids(other.searchIds),
    // Instances are the pipeline's, which only the system tenant sees: no tenant has one.
    '/v1/instances': () => ids(['api', 'indexer']),
  },
  inQuery: {
    // All routes take the same language: the one that searches is asked in every way, the others in the first few.
    q: ({ other }, { path }) => queries(other).slice(0, path === '/v1/logs' ? undefined : 4),
    text: ({ other }) => words([other.word, `trace-${other.word}-0`, `service-${other.word}`]),
    correlationId: ({ other }) => words([`trace-${other.word}-0`]),
    service: ({ other }) => words([`service-${other.word}`]),
    by: ({ other }) => words([`attribute-${other.word}`, `attributes.attribute-${other.word}`]),
    field: ({ other }) => words([`attribute-${other.word}`, `attributes.attribute-${other.word}`]),
    prefix: ({ other }) => words([`attribute-${other.word}`, other.word]),
    fingerprint: fingerprints,
    cursor: cursors,
    after: ({ other }) => positions(other),
    ...Object.fromEntries(
      ['from', 'to', 'limit', 'sort', 'highlight', 'count', 'status', 'minErrors', 'code', 'app', 'explain']
        .concat(['top', 'buckets', 'interval', 'values', 'sample', 'before', 'order', 'live', 'policy'])
        .map((name) => [name, nothing]),
    ),
  },
  inHeader: {
    'last-event-id': streamPlaces,
    'accept-encoding': nothing,
  },
  inBody: {
    tenant: ({ other }) => words([other.name]),
    // A name that another tenant has is free.
    name: ({ other }) => words([other.searchName]),
    // Consumer groups and topics are the pipeline's.
    ...{ groupId: nothing, topic: nothing, partition: nothing, note: nothing, command: nothing },
    // A query that is kept is understood, and asked of nothing.
    ...{ q: nothing, description: nothing, version: nothing },
    ...{ scopes: nothing, overlapSeconds: nothing, origin: nothing, address: nothing },
  },
};

/** The path of the list that an operation's path is below. */
export function listOf(path: string): string {
  return path.slice(0, path.indexOf('/{'));
}

/** Ids of the same form that nobody has: the last characters are others. */
function ids(known: readonly string[]): readonly NamedThing[] {
  return known.map((foreign) => ({ foreign, absent: foreign.slice(0, -6) + turned(foreign.slice(-6)) }));
}

/** Letters and digits for others, so that the form stays. */
function turned(text: string): string {
  const next = (char: string, first: string, length: number) =>
    String.fromCharCode(first.charCodeAt(0) + ((char.charCodeAt(0) - first.charCodeAt(0) + 7) % length));
  return text
    .replaceAll(/[a-z]/g, (char) => next(char, 'a', 26))
    .replaceAll(/\d/g, (char) => next(char, '0', 10));
}

function words(known: readonly string[]): readonly NamedThing[] {
  return known.map((foreign) => ({ foreign, absent: turned(foreign) }));
}

/** A place behind a log of the other tenant, from which to go on; the place beside it has no log and the same order. */
function positions({ eventIds }: Tenant): readonly NamedThing[] {
  const [id = ''] = eventIds;
  return [{ foreign: `${FIRST_TIME},${id}`, absent: `${FIRST_TIME},${id}x` }];
}

/** Where a stream of the other tenant was: behind a log, in its tail, and on the way from the one to the other. */
async function streamPlaces({ api, other }: TwoTenants): Promise<readonly NamedThing[]> {
  const cursor = await waitFor(
    async () => (await api.call('GET', '/v1/logs?limit=0', { key: other.key })).json.tailCursor as string,
  );
  const [behind] = positions(other);
  if (behind === undefined) throw new Error('going on behind a log: the tenant has none');
  const query = 'live=true&sort=oldest';
  return [
    { ...behind, query: 'sort=oldest' },
    ...['', behind.foreign].map((place): NamedThing => ({
      foreign: `${cursor}~${place}`,
      absent: `${turned(cursor)}~${place}`,
      query,
    })),
  ];
}

/** Queries that find things of the other tenant when they are let. */
function queries(other: Tenant): readonly NamedThing[] {
  const of = (text: (value: (known: string) => string) => string): NamedThing => ({
    foreign: text((known) => known),
    absent: text(turned),
  });
  return [
    of((v) => `tenant:${v(other.name)}`),
    of((v) => `-tenant:${v(other.name)}`),
    of((v) => `paid OR tenant:${v(other.name)}`),
    of((v) => v(other.word)),
    of((v) => `tenant:(${v(other.name)} OR other)`),
    of((v) => `event.id:${v(other.eventIds[0] ?? '')}`),
    of((v) => `service.name:service-${v(other.word)} OR host.name:host-${v(other.word)}`),
    of((v) => `attribute-${v(other.word)}:yes`),
    of((v) => `user:user-${v(other.word)}`),
    of((v) => `trace.id:trace-${v(other.word)}-0`),
  ];
}

/** Cursors that the other tenant was given by the same route. */
async function cursors(world: TwoTenants, operation: Operation): Promise<readonly NamedThing[]> {
  const { api, other } = world;
  const path = operation.path.replace(/\{\w+\}/, other.logIds[20] ?? '');
  const short = operation.parameters.some(({ name }) => name === 'limit') ? 'limit=1' : 'before=1&after=1';
  const { json, text } = await api.call('GET', `${path}?${short}`, { key: other.key });
  const given = [json.cursor, ...Object.values((json.cursors ?? {}) as object)].filter(
    (one) => typeof one === 'string',
  );
  if (given.length === 0) throw new Error(`asking ${path} for a cursor: ${text.slice(0, 300)}`);
  return given.map((foreign: string) => ({ foreign, absent: turned(foreign) }));
}

async function fingerprints({ api, other }: TwoTenants): Promise<readonly NamedThing[]> {
  const { json } = await api.call('GET', '/v1/dead-letters', { key: other.key });
  return words([json.items[0].fingerprint]);
}
