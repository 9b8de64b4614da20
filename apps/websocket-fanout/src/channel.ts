import type { TailStream } from '@millrace/schemas';
import type { CursorCodec, OpenedCursor } from '@millrace/tail-cursor';
import type { RowBatch } from './groups/encode-rows.js';
import type { FilterGroup } from './groups/filter-group.js';
import type { Positions } from './ring/positions.js';
import type { Stream } from './stream/stream.js';

/** What a cursor belongs to beside its stream. */
export type FilterName = Pick<FilterGroup, 'tenant' | 'key'>;

/** A stream as connections see it: with cursors for its positions and messages for its batches. */
export interface Channel {
  readonly name: TailStream;
  readonly stream: Stream;
  cursorOf(filter: FilterName, positions: Positions): string;
  open(cursor: string, filter: FilterName): OpenedCursor;
  /** The `batch` message, made once for all readers of the group. */
  batchMessage(group: FilterGroup, batch: RowBatch): Buffer;
}

/** A channel over a stream of a topic. */
export function createChannel(
  { name, stream, topicId }: { readonly name: TailStream; readonly stream: Stream; readonly topicId: string },
  codec: CursorCodec,
): Channel {
  const messages = new WeakMap<RowBatch, Buffer>();
  const scopeOf = ({ tenant, key }: FilterName) => ({ tenant, stream: name, topicId, filter: key });
  const cursorOf: Channel['cursorOf'] = (filter, positions) => codec.seal(scopeOf(filter), positions);
  return {
    name,
    stream,
    cursorOf,
    open: (cursor, filter) => codec.open(cursor, scopeOf(filter)),
    batchMessage(group, batch) {
      const made = messages.get(batch);
      if (made) return made;
      const head = `{"type":"batch","group":${group.number},"cursor":"${cursorOf(group, batch.end.positions)}","rows":`;
      const message = Buffer.concat([Buffer.from(head), batch.rows, END_OF_MESSAGE]);
      messages.set(batch, message);
      return message;
    },
  };
}

const END_OF_MESSAGE = Buffer.from('}');
