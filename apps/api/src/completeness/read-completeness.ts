import type { CursorCodec } from '@millrace/tail-cursor';
import type { AnswerCompleteness, CompletenessScope, CompletenessWatch } from './completeness-watch.js';
import { describeCompleteness } from './describe-completeness.js';
import type { IndexProgress, TopicProgress } from './index-progress.js';
import { indexedSoFar } from './indexed-so-far.js';
import type { IndexedSoFarPorts } from './indexed-so-far.js';
import { parkedInScope } from './parked-in-scope.js';
import { unknownCompleteness } from './unknown-completeness.js';

/** What an answer is made from. */
export interface ReadCompletenessPorts extends IndexedSoFarPorts {
  readonly progress: Pick<IndexProgress, 'of' | 'parked'>;
  readonly codec: Pick<CursorCodec, 'seal'>;
  /** Topic of the logs that wait for their index. */
  readonly parked: string;
  readonly withinMs: number;
}

/** See `CompletenessWatch`. */
export function createReadCompleteness(ports: ReadCompletenessPorts): CompletenessWatch['read'] {
  return (scope) => {
    const known = indexedSoFar(ports);
    if ('unknown' in known) return unknownCompleteness(known.asOfMs, known.unknown);
    const { withinMs } = ports;
    return {
      completeness: describeCompleteness({
        ...known,
        withinMs,
        ...parkedFacts(ports, scope, known.marginMs),
      }),
      tailCursor: cursorOf(ports.codec, scope, known.logs),
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
