import type { Stack } from './stack.js';
import { waitUntil } from './wait-until.js';

/** The part of `GET /v1/audit` that scenarios look at. */
export interface Audit {
  readonly balanced: boolean;
  readonly books: readonly {
    readonly app: string;
    readonly groupId: string;
    readonly topic: string;
    readonly balanced: boolean;
    readonly totals: {
      readonly written: number;
      readonly committed: number;
      readonly counts: Readonly<Record<string, number>>;
      readonly gaps: Readonly<Record<string, number>>;
      readonly inFlight: number;
      readonly expiredUnread: number;
    };
    readonly partitions: readonly {
      readonly partition: number;
      readonly written: number;
      readonly committed: number | null;
      readonly gaps: Readonly<Record<string, number>>;
      readonly balanced: boolean;
      readonly reason?: string;
    }[];
  }[];
}

const DEADLINE_MS = 30_000;
/** Not every stack runs it, and then its books wait. */
const ENGINE = 'correlation-engine';

/** Reads the books. */
export async function readAudit(stack: Pick<Stack, 'api' | 'key'>): Promise<Audit> {
  const reply = await fetch(`${stack.api.url}/v1/audit`, {
    headers: { authorization: `Bearer ${stack.key}` },
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  if (!reply.ok) throw new Error(`reading the audit: ${reply.status} ${await reply.text()}`);
  return (await reply.json()) as Audit;
}

/** Waits until nothing is in flight in the books of what the stack runs, and returns the books. */
export async function untilDrained(
  stack: Pick<Stack, 'api' | 'key' | 'engines'>,
  deadlineMs = 300_000,
): Promise<Audit> {
  return await waitUntil({ what: 'the pipeline to drain', deadlineMs, everyMs: 1_000 }, async () => {
    const audit = await readAudit(stack);
    const busy = audit.books
      .filter(({ app }) => app !== ENGINE || stack.engines.length > 0)
      .some(({ totals }) => totals.inFlight > 0 || totals.expiredUnread > 0);
    return busy ? undefined : audit;
  });
}
