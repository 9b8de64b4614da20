import { randomUUID } from 'node:crypto';
import type { Operation } from '../fuzz/described-api.js';
import { nameOf } from '../fuzz/described-api.js';
import type { RawRequest } from '../fuzz/raw-request.js';
import { membersOf } from '../fuzz/schema-values.js';
import { comparable, leaks } from './hidden-answers.js';
import { listOf, NAMEABLE } from './nameable-things.js';
import type { NamedThing } from './nameable-things.js';
import type { Tenant, TwoTenants } from './two-tenants.js';

/** A cell: an operation and a place in it where something of another tenant can be named. */
interface Cell {
  readonly operation: Operation;
  readonly place: 'inPath' | 'inQuery' | 'inHeader' | 'inBody';
  readonly name: string;
}

/** What came of asking for another tenant's things. */
export interface MatrixResult {
  readonly attempts: number;
  readonly faults: readonly string[];
}

/** Fewer than the searches that a key may have open. */
const AT_A_TIME = 4;
const HEADERS: readonly ((tenant: string) => Readonly<Record<string, string>>)[] = [
  (tenant) => ({ 'x-tenant': tenant, tenant, 'x-tenant-id': tenant, 'millrace-tenant': tenant }),
  (tenant) => ({ 'x-millrace-tenant': tenant, 'x-scope-orgid': tenant, 'x-forwarded-user': tenant }),
  (tenant) => ({ forwarded: `for=127.0.0.1;host=${tenant}`, 'x-forwarded-host': tenant, host: tenant }),
  (tenant) => ({
    'x-original-url': `/v1/keys?tenant=${tenant}`,
    'x-rewrite-url': `/v1/keys?tenant=${tenant}`,
  }),
  (tenant) => ({
    cookie: `tenant=${tenant}`,
    from: tenant,
    baggage: `tenant=${tenant}`,
    tracestate: `tenant=${tenant}`,
  }),
];

/** Cells of the matrix, and those that {@link NAMEABLE} says nothing of. */
export function matrixCells(operations: readonly Operation[]): {
  cells: readonly Cell[];
  missing: readonly string[];
} {
  const cells = operations.flatMap((operation) => [
    ...operation.parameters.map((parameter): Cell => {
      if (parameter.in === 'path') return { operation, place: 'inPath', name: listOf(operation.path) };
      return { operation, place: parameter.in === 'query' ? 'inQuery' : 'inHeader', name: parameter.name };
    }),
    ...Object.keys(membersOf(operation.body ?? {})).map((name): Cell => ({
      operation,
      place: 'inBody',
      name,
    })),
  ]);
  const missing = cells
    .filter(({ place, name }) => !Object.hasOwn(NAMEABLE[place], name))
    .map(({ operation, place, name }) => `${nameOf(operation)}: ${name} (${place})`);
  return { cells, missing };
}

/** Names another tenant's things in every cell: answers must be those for things that do not exist. */
export async function tryCells(cells: readonly Cell[], world: TwoTenants): Promise<MatrixResult> {
  const faults: string[] = [];
  let attempts = 0;
  // One after the other for an operation: some bound how many of them a key may have open.
  await inTurns([...Map.groupBy(cells, ({ operation }) => operation).values()], async (own) => {
    for (const cell of own) {
      for (const thing of await NAMEABLE[cell.place][cell.name]!(world, cell.operation)) {
        attempts++;
        const fault = await difference(cell, thing, world);
        if (fault) faults.push(`${nameOf(cell.operation)}, ${cell.name} = ${thing.foreign}: ${fault}`);
      }
    }
  });
  return { attempts, faults };
}

/** Sends every operation the words by which proxies and other systems name tenants: nothing may follow from them. */
export async function tryHeaders(operations: readonly Operation[], world: TwoTenants): Promise<MatrixResult> {
  const faults: string[] = [];
  const tryOn = async (operation: Operation) => {
    faults.push(...(await headerFaults(operation, world)));
  };
  // What changes things comes after what shows them, which must stay the same.
  const [reading = [], writing = []] = [true, false].map((isRead) =>
    operations.filter(({ method }) => (method === 'GET') === isRead),
  );
  await inTurns(reading, tryOn);
  await inTurns(writing, tryOn);
  return { attempts: operations.length * HEADERS.length, faults };
}

async function headerFaults(operation: Operation, world: TwoTenants): Promise<readonly string[]> {
  const { asking, other, send } = world;
  const plain = requestOf(operation, asking);
  const usual = comparable(await send(plain), other.name);
  const faults: string[] = [];
  for (const [n, make] of HEADERS.entries()) {
    const answer = await send({ ...plain, headers: { ...plain.headers, ...make(other.name) } });
    const leaked = leaks(answer, world, plain);
    if (leaked.length > 0) faults.push(`leaks ${leaked.join(', ')}`);
    // What makes something makes another thing each time.
    const isSame = operation.method !== 'GET' || comparable(answer, other.name) === usual;
    if (!isSame) faults.push('another answer than without them');
    if (faults.length > 0)
      return faults.map((fault) => `${nameOf(operation)}, headers ${String(n)}: ${fault}`);
  }
  return [];
}

/** Does work for each, a few at a time. */
async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  await Promise.all(
    Array.from({ length: AT_A_TIME }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next);
    }),
  );
}

/** A request for the operation, as a tenant would make it for its own things. */
export function requestOf(operation: Operation, tenant: Tenant): RawRequest {
  const { method, path, body } = operation;
  const own = ownIds(tenant)[listOf(path)] ?? 'none';
  return {
    method,
    target: path.replace(/\{\w+\}/, encodeURIComponent(own)),
    headers: { authorization: `Bearer ${tenant.key}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(bodyOf(operation)) }),
  };
}

function ownIds(tenant: Tenant): Readonly<Record<string, string | undefined>> {
  return {
    '/v1/logs': tenant.logIds[0],
    '/v1/correlations': tenant.groupIds[0],
    '/v1/dead-letters': tenant.letterIds[0],
    '/v1/searches': tenant.searchIds[0],
  };
}

async function difference(cell: Cell, thing: NamedThing, world: TwoTenants): Promise<string | undefined> {
  const { foreign, absent } = thing;
  const named = naming(cell, thing, world);
  const answer = await world.send(named);
  const unknown = await world.send(naming(cell, { ...thing, foreign: absent }, world));
  const leaked = leaks(answer, world, named);
  if (leaked.length > 0) return `leaks ${leaked.join(', ')}`;
  const isMade = cell.operation.method === 'POST';
  const [found, expected] = [comparable(answer, foreign, isMade), comparable(unknown, absent, isMade)];
  return found === expected
    ? undefined
    : `answered …${apart(found, expected)}, expected …${apart(expected, found)}`;
}

const SHOWN = 160;

/** The part of a text where another begins to differ. */
function apart(text: string, other: string): string {
  let at = 0;
  while (at < text.length && text[at] === other[at]) at++;
  return text.slice(Math.max(0, at - SHOWN / 2), at + SHOWN / 2);
}

function naming(
  { operation, place, name }: Cell,
  { foreign: value, query }: NamedThing,
  { asking }: TwoTenants,
): RawRequest {
  const plain = requestOf(operation, asking);
  switch (place) {
    case 'inPath':
      return { ...plain, target: operation.path.replace(/\{\w+\}/, encodeURIComponent(value)) };
    case 'inQuery':
      return { ...plain, target: `${plain.target}?${name}=${encodeURIComponent(value)}` };
    case 'inHeader':
      return {
        ...plain,
        target: query === undefined ? plain.target : `${plain.target}?${query}`,
        headers: { ...plain.headers, [name]: value },
      };
    case 'inBody':
      return { ...plain, body: JSON.stringify({ ...bodyOf(operation), [name]: value }) };
  }
}

/** The members that a body cannot do without, so that what is named beside them decides. */
function bodyOf({ path }: Operation): object {
  switch (path) {
    case '/v1/keys':
      return { name: 'x', scopes: ['search'] };
    case '/v1/searches':
      return { name: randomUUID(), q: 'paid' };
    case '/v1/searches/{id}':
      return { name: randomUUID(), q: 'paid', version: 1 };
    case '/v1/audit/accept':
      return { groupId: 'g', topic: 't', partition: 0, note: 'n' };
    case '/v1/instances/{instance}/commands':
      return { command: 'status' };
    default:
      return {};
  }
}
