import { comparableStamp } from '@millrace/filter';
import type { ReadStep } from '@millrace/tail-client';
import { bareId, eventText } from '../stream/server-sent-event.js';
import { placeToken } from '../stream/stream-place.js';
import { followTail } from './follow-tail.js';
import type { FollowedTail, FollowTools, LiveStep } from './follow-tail.js';
import type { FoundIds } from './found-ids.js';

/** The part of a stream that has no end. */
export interface LivePart extends FollowedTail {
  /** Event time of the earliest log wanted. */
  readonly from?: string | undefined;
  readonly found: Pick<FoundIds, 'has'>;
  readonly gave: (logs: number) => void;
}

/**
 * What a tail gives as events: `log` without those that were found before, and `gap`, `dropped` and `interrupted`. The
 * id of an event is where to go on after it. Throws as `followTail` does.
 */
export async function* liveTexts(
  part: LivePart,
  tools: FollowTools,
  signal: AbortSignal,
): AsyncGenerator<string, never, undefined> {
  const earliest = part.from && comparableStamp(part.from);
  const isWanted = ({ document }: Row) =>
    !part.found.has(String(document['event.id'])) &&
    (earliest === undefined || String(document['@timestamp']) >= earliest);
  const steps = followTail(part, tools, signal);
  try {
    for (;;) {
      const { value } = await steps.next();
      if (value.kind !== 'rows') yield stepText(value);
      else {
        const rows = value.rows.filter(isWanted);
        yield rowsText(rows, value.cursor);
        part.gave(rows.length);
      }
    }
  } finally {
    await steps.return(undefined as never);
  }
}

type Row = Extract<ReadStep, { readonly kind: 'rows' }>['rows'][number];

/** Only the last row of a batch says where to go on: in between, a batch has no place. */
function rowsText(rows: readonly Row[], cursor: string): string {
  const id = placeToken({ cursor });
  if (rows.length === 0) return bareId(id);
  const last = rows.length - 1;
  return rows
    .map(({ document }, at) =>
      eventText({ event: 'log', ...(at === last && { id }), data: JSON.stringify(document) }),
    )
    .join('');
}

function stepText(step: Exclude<LiveStep, { readonly kind: 'rows' }>): string {
  if (step.kind === 'passed') return bareId(placeToken({ cursor: step.cursor }));
  const [event, data] = told(step);
  return eventText({ event, data: JSON.stringify(data) });
}

function told(step: Exclude<LiveStep, { readonly kind: 'rows' | 'passed' }>): [event: string, data: object] {
  switch (step.kind) {
    case 'gap':
      return ['gap', { reason: step.reason, records: step.records }];
    case 'lost':
      return ['gap', { reason: step.code, records: step.missed, detail: step.message }];
    case 'miscounted':
      return ['gap', { reason: 'miscounted', delivered: step.delivered, received: step.received }];
    case 'dropped':
      return ['dropped', { reason: 'too-slow', logs: step.rows }];
    case 'interrupted':
      return ['interrupted', { detail: step.detail, retryInMs: step.retryInMs }];
  }
}
