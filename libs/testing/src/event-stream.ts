import { once } from 'node:events';
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';

/** An event as a client sees it. */
export interface SeenEvent {
  readonly event: string;
  readonly id?: string;
  /** Parsed data; fields are asserted, not typed. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a wrong shape fails the assertion that reads it
  readonly data: any;
}

/** An answer whose body nobody has read yet. */
export async function openAnswer(
  url: string,
  key: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<IncomingMessage> {
  const asked = get(url, { headers: { authorization: `Bearer ${key}`, ...headers } });
  const [reply] = (await once(asked, 'response')) as [IncomingMessage];
  return reply;
}

/** The events of a stream, read as the standard says; comments and `retry` are passed over. */
export async function* readEvents(reply: IncomingMessage): AsyncGenerator<SeenEvent, void, undefined> {
  let text = '';
  for await (const chunk of reply.setEncoding('utf8') as AsyncIterable<string>) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(
        block.split('\n').map((line): [string, string] => {
          const colon = line.indexOf(': ');
          return [line.slice(0, colon), line.slice(colon + 2)];
        }),
      );
      const [event, id, data] = [fields.get('event'), fields.get('id'), fields.get('data')];
      if (event !== undefined && data !== undefined) {
        yield { event, ...(id !== undefined && { id }), data: JSON.parse(data) as unknown };
      }
    }
  }
}
