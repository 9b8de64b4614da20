import type { CursorCodec } from '@millrace/tail-cursor';
import type { ClockDifference } from './clock-difference.js';
import type { AnswerCompleteness, CompletenessScope, CompletenessWatch } from './completeness-watch.js';
import { describeCompleteness } from './describe-completeness.js';
import type { IndexProgress, TopicProgress } from './index-progress.js';
import { parkedInScope } from './parked-in-scope.js';
import { unknownCompleteness } from './unknown-completeness.js';

/** What an answer is made from. */
export interface ReadCompletenessPorts {
  readonly progress: Pick<IndexProgress, 'of' | 'parked'>;
  readonly clocks: Pick<ClockDifference, 'aheadMs'>;
  readonly codec: Pick<CursorCodec, 'seal'>;
  /** Topics of the logs, and of those that wait for their index. */
  readonly logs: string;
  readonly parked: string;
  /** Whether all watermarks were read that were there when this process began. */
  readonly isCaughtUp: () => boolean;
  readonly withinMs: number;
  readonly now: () => number;
}

/** How far a clock is ahead of Kafka's at most where nothing was measured, ms: machines that keep time differ by less. */
const USUAL_MARGIN_MS = 2_000;

/** See `CompletenessWatch`. */
export function createReadCompleteness(ports: ReadCompletenessPorts): CompletenessWatch['read'] {
  return (scope) => {
    const asOfMs = ports.now();
    const aheadMs = ports.clocks.aheadMs();
    const marginMs = Math.max(USUAL_MARGIN_MS, aheadMs);
    const logs = ports.progress.of(ports.logs, marginMs);
    if (logs === undefined) return unknownCompleteness(asOfMs, 'Kafka has not answered yet');
    if (!ports.isCaughtUp()) return unknownCompleteness(asOfMs, 'the watermarks are still being read');
    const { upToMs } = logs;
    if (upToMs === undefined)
      return unknownCompleteness(asOfMs, 'no indexer has said yet how far it has come');
    const known = { asOfMs, aheadMs, withinMs: ports.withinMs, logs: { ...logs, upToMs } };
    return {
      completeness: describeCompleteness({ ...known, ...parkedFacts(ports, scope, marginMs) }),
      tailCursor: cursorOf(ports.codec, scope, logs),
    };
  };
}

function parkedFacts(
  { progress, parked: topic }: ReadCompletenessPorts,
  scope: CompletenessScope,
  marginMs: number,
) {
  const { names, more } = progress.parked();
  const waiting = (progress.of(topic, marginMs)?.behind ?? 0) > 0;
  return { parked: parkedInScope(names, scope), unnamedParked: more || (waiting && names.size === 0) };
}

/** null while an offset is not known, or no key to sign with. */
function cursorOf(
  codec: Pick<CursorCodec, 'seal'>,
  { tenant }: CompletenessScope,
  { topicId, offsets }: TopicProgress,
): AnswerCompleteness['tailCursor'] {
  const positions = offsets.filter((offset) => offset !== undefined);
  if (positions.length < offsets.length) return null;
  return codec.seal({ tenant, stream: 'logs', topicId }, positions);
}
