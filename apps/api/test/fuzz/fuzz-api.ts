import fc from 'fast-check';
import { faultFinder } from './answer-faults.js';
import { nameOf, operationsOf } from './described-api.js';
import type { ApiDocument, Operation } from './described-api.js';
import { existingIds } from './existing-ids.js';
import { fuzzKinds } from './fuzz-requests.js';
import type { FuzzRequest } from './fuzz-requests.js';
import { curlCommand, sendRaw } from './raw-request.js';
import type { RawRequest } from './raw-request.js';

/** What is fuzzed, and how long. */
export interface FuzzPlan {
  readonly port: number;
  /** Lets in everywhere. */
  readonly key: string;
  readonly seed: number;
  /** Of each kind for each operation. */
  readonly requestsEach: number;
  readonly signal: AbortSignal;
}

/** An answer that is not as the document says, with the smallest request found that brings it about. */
export interface FuzzFinding {
  readonly operation: string;
  readonly kind: string;
  readonly faults: readonly string[];
  readonly command: string;
}

/** What came of a fuzz. */
export interface FuzzResult {
  readonly findings: readonly FuzzFinding[];
  readonly requests: number;
  /** Answers by operation, kind and status. */
  readonly seen: ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<number, number>>>;
  /** Pages that a client could go on from, and so views that are still open for it. */
  readonly unfinished: number;
}

/** Operations that are fuzzed at a time. */
const WORKERS = 3;
const SHRINK_MS = 3_000;

/** Sends requests of every kind to every operation of the api's own document; never rejects for what it finds. */
export async function fuzzApi(plan: FuzzPlan): Promise<FuzzResult> {
  const { port, key, signal } = plan;
  const described = await sendRaw(port, { method: 'GET', target: '/openapi.json', headers: {} }, signal);
  const document = JSON.parse(described.text) as ApiDocument;
  const findFaults = faultFinder(document);
  const operations = operationsOf(document);
  const ids = await existingIds(operations, plan);
  const findings: FuzzFinding[] = [];
  const seen = new Map<string, Map<string, Map<number, number>>>();
  let requests = 0;
  let unfinished = 0;
  const judged = async (operation: Operation, kind: string, { raw, expected }: FuzzRequest) => {
    requests++;
    const answer = await sendRaw(port, raw, signal).catch((error: unknown) => String(error));
    if (typeof answer === 'string') return [answer];
    count(seen, [nameOf(operation), kind], answer.status);
    if (/"cursors?":["{]/.test(answer.text)) unfinished++;
    return findFaults(operation, answer, expected);
  };
  const fuzzOne = async (operation: Operation) => {
    for (const [kind, request] of Object.entries(fuzzKinds(operation, { key, ids }))) {
      const judge = (made: FuzzRequest) => judged(operation, kind, made);
      const found = await smallestFault(request, judge, plan);
      if (found) findings.push({ operation: nameOf(operation), kind, ...describe(found, port) });
    }
  };
  // What removes things comes last, so that the others have some.
  const waiting = operations.toSorted(
    (a, b) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE'),
  );
  await Promise.all(
    Array.from({ length: WORKERS }, async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await fuzzOne(next);
    }),
  );
  return { findings, requests, seen, unfinished };
}

interface Found {
  readonly raw: RawRequest;
  readonly faults: readonly string[];
}

async function smallestFault(
  requests: fc.Arbitrary<FuzzRequest>,
  judge: (request: FuzzRequest) => Promise<readonly string[]>,
  { seed, requestsEach, signal }: FuzzPlan,
): Promise<Found | undefined> {
  let found: Found | undefined;
  let giveUpAt = Number.POSITIVE_INFINITY;
  const property = fc.asyncProperty(requests, async (request) => {
    signal.throwIfAborted();
    // The smallest so far stands when shrinking takes too long.
    if (performance.now() > giveUpAt) return true;
    const faults = await judge(request);
    if (faults.length === 0) return true;
    found = { raw: request.raw, faults };
    giveUpAt = Math.min(giveUpAt, performance.now() + SHRINK_MS);
    return false;
  });
  await fc.check(property, { seed, numRuns: requestsEach });
  return found;
}

function describe({ raw, faults }: Found, port: number): Pick<FuzzFinding, 'faults' | 'command'> {
  return { faults, command: curlCommand(`http://127.0.0.1:${String(port)}`, raw) };
}

function count(
  seen: Map<string, Map<string, Map<number, number>>>,
  [operation, kind]: readonly [string, string],
  status: number,
): void {
  const kinds = seen.get(operation) ?? new Map<string, Map<number, number>>();
  const statuses = kinds.get(kind) ?? new Map<number, number>();
  seen.set(operation, kinds.set(kind, statuses.set(status, (statuses.get(status) ?? 0) + 1)));
}
