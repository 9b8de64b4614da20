import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** A request as it goes over the wire. */
export interface RawRequest {
  readonly method: string;
  /** Path and query, encoded or not: sent as it is. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** What came back. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Until its last byte, or until reading was given up. */
  readonly ms: number;
  /** It went on for longer than was read. */
  readonly cut: boolean;
}

/** Time an answer may take; a stream that is still open then is given up. */
export const ANSWER_BOUND_MS = 10_000;
const READ_BYTES = 4_194_304;
/** A stream of events may stay open for as long as its reader; what came until then is looked at. */
const EVENTS_MS = 3_000;
/** What a live stream says last for a while where no fan-out is. */
const NOTHING_MORE = 'event: interrupted';

/** Sends a request on a connection of its own. Rejects when there is no answer at all. */
export async function sendRaw(port: number, raw: RawRequest, signal?: AbortSignal): Promise<RawAnswer> {
  const { method, target: path, headers, body } = raw;
  const startedAt = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>();
  const given = { host: '127.0.0.1', port, method, path, headers, agent: false, ...(signal && { signal }) };
  const sent = request(given, (reply) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const done = (cut: boolean) => {
      clearTimeout(events);
      const names = Object.entries(reply.headers).map(([name, value]) => [name, String(value)]);
      resolve({
        status: reply.statusCode ?? 0,
        headers: Object.fromEntries(names),
        text: plain(Buffer.concat(chunks), reply.headers['content-encoding']),
        ms: performance.now() - startedAt,
        cut,
      });
      if (cut) sent.destroy();
    };
    const isEvents = String(reply.headers['content-type']).startsWith('text/event-stream');
    const events = isEvents ? setTimeout(() => done(true), EVENTS_MS) : undefined;
    reply.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > READ_BYTES || (isEvents && chunk.includes(NOTHING_MORE))) done(true);
    });
    reply.on('end', () => done(false));
    reply.on('error', reject);
  });
  sent.on('error', reject);
  sent.setTimeout(ANSWER_BOUND_MS, () =>
    sent.destroy(new Error(`no answer within ${String(ANSWER_BOUND_MS)} ms`)),
  );
  sent.end(body);
  return promise;
}

/** Cut off in the middle there is no text in it. An answer that is a head only has the headers of the whole. */
function plain(bytes: Buffer, encoding: string | undefined): string {
  if (encoding !== 'gzip' || bytes.length === 0) return bytes.toString();
  try {
    return gunzipSync(bytes).toString();
  } catch (error) {
    return `not gzip: ${String(error)}`;
  }
}

/** The request as a command that a person can run; `$KEY` stands for the key. */
export function curlCommand(base: string, { method, target, headers, body }: RawRequest): string {
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  const names = Object.entries(headers).map(([name, value]) =>
    name === 'authorization' && value.startsWith('Bearer mr_')
      ? '-H "authorization: Bearer $KEY"'
      : `-H ${quoted(`${name}: ${value}`)}`,
  );
  const data = body === undefined ? [] : [`--data-binary ${bodyWord(body, quoted)}`];
  const verb = method === 'HEAD' ? '-I' : `-X ${quoted(method)}`;
  return ['curl -sS -i --globoff --path-as-is', verb, ...names, ...data, quoted(base + target)].join(' ');
}

function bodyWord(body: string | Buffer, quoted: (text: string) => string): string {
  const bytes = Buffer.from(body);
  const isPlain = !bytes.some((byte) => byte < 0x20 || byte > 0x7e);
  return isPlain ? quoted(bytes.toString()) : `@<(printf %s ${bytes.toString('base64')} | base64 -d)`;
}
