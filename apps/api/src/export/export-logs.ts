import type { Flow } from '../flows/flows.js';
import { releaseAfter } from '../flows/release-after.js';
import { walkLogs } from '../walk/walk-logs.js';
import type { LogWalk, WalkedPage, WalkTools } from '../walk/walk-logs.js';
import { gzipPieces } from './gzip-pieces.js';

/** What to export, for whom. */
export interface LogExport {
  readonly walk: Omit<LogWalk, 'bounds' | 'counted' | 'limit'>;
  readonly keyId: string;
  readonly isCompressed: boolean;
}

/** An export that has begun. */
export interface BegunExport {
  /** Lines of NDJSON; they end with the last log, and fail where they cannot go on. */
  readonly pieces: AsyncIterable<string | Buffer>;
  /** Matches from where it begins. */
  readonly total: number;
}

/** A page is held once as it came and once as text; both are bounded whatever the length of a log. */
const BOUNDS = { firstRows: 500, maxRows: 10_000, targetBytes: 2_097_152, maxReplyBytes: 16_777_216 };

/**
 * Begins an export: the first logs are read before it resolves, so that what is wrong can still be said. Fails as
 * `walkLogs` does, and with `too-busy` when the key or the process has as many as it may.
 */
export async function exportLogs(
  { walk, keyId, isCompressed }: LogExport,
  { flow, ...tools }: WalkTools & { readonly flow: Flow },
  signal: AbortSignal,
): Promise<BegunExport> {
  const free = flow.slots.take(keyId);
  const pages = walkLogs({ ...walk, bounds: BOUNDS, counted: true }, tools, signal);
  try {
    const first = await pages.next();
    const lines = exportLines(first.value ?? undefined, pages, flow);
    const release = () => pages.return().then(free, free);
    return {
      pieces: releaseAfter<string | Buffer>(
        { pieces: isCompressed ? gzipPieces(lines) : lines, release },
        signal,
      ),
      total: first.value?.total?.value ?? 0,
    };
  } catch (error) {
    free();
    throw error;
  }
}

async function* exportLines(
  first: WalkedPage | undefined,
  pages: AsyncIterable<WalkedPage>,
  { gave }: Flow,
): AsyncGenerator<string, void, undefined> {
  if (first !== undefined) yield* linesOf(first, gave);
  for await (const page of pages) yield* linesOf(page, gave);
}

function* linesOf({ logs }: WalkedPage, gave: Flow['gave']): Generator<string> {
  if (logs.length === 0) return;
  yield `${logs.map(({ json }) => json).join('\n')}\n`;
  gave(logs.length);
}
