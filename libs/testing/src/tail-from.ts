import { once } from 'node:events';
import { serverFrameSchema, TAIL_SUBPROTOCOL, TICKET_SUBPROTOCOL_PREFIX } from '@millrace/schemas';

/** A tail from a cursor on, through a WebSocket of Node.js's own. */
export interface CollectedTail {
  /** `event.id`s of the rows in the order they came, doubles too. */
  readonly ids: readonly string[];
  /** What the server refused or ended with, if it did. */
  readonly faults: readonly string[];
  close(): void;
}

/** Watches a filter from a cursor on. Resolves once connected; what goes wrong later is among the faults. */
export async function tailFrom(
  { ticket, url }: { readonly ticket: string; readonly url: string },
  { filter, cursor }: { readonly filter: string; readonly cursor: string },
): Promise<CollectedTail> {
  const socket = new WebSocket(url, [TAIL_SUBPROTOCOL, `${TICKET_SUBPROTOCOL_PREFIX}${ticket}`]);
  const ids: string[] = [];
  const faults: string[] = [];
  socket.addEventListener('message', ({ data }) => {
    for (const message of serverFrameSchema.parse(JSON.parse(String(data)))) {
      if (message.type === 'batch')
        ids.push(...message.rows.map(({ document }) => String(document['event.id'])));
      if (message.type === 'error' || message.type === 'gap') faults.push(JSON.stringify(message));
    }
  });
  const closed = once(socket, 'close').then(([event]) => {
    faults.push(`closed with ${String((event as { code?: number }).code)}`);
  });
  socket.addEventListener('error', () => undefined);
  await Promise.race([once(socket, 'open'), closed]);
  socket.send(JSON.stringify({ type: 'subscribe', id: 'from', filter, from: { cursor } }));
  return { ids, faults, close: () => socket.close() };
}
