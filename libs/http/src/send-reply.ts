import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '@millrace/runtime';
import type { HttpReply } from './http-route.js';

/** Bytes of a streamed reply that wait for a slow client before the source is paused. */
const STREAM_BUFFER_BYTES = 65_536;

/**
 * Sends a reply. An object goes out as JSON; pieces are pulled only as fast as the client reads, and their source is
 * ended when the client leaves. A request whose body was not read to its end costs its connection: draining what
 * nobody wants would be work for whoever sent too much.
 */
export async function sendReply(
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  { status, headers = {}, body }: HttpReply,
  logger: Logger,
): Promise<void> {
  void reply.status(status).headers({ 'x-content-type-options': 'nosniff', ...headers });
  if (!request.raw.complete) void reply.header('connection', 'close');
  if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) return void reply.send(body);
  if (!(Symbol.asyncIterator in body)) {
    if (headers['content-type'] === undefined) void reply.type('application/json; charset=utf-8');
    return void reply.send(JSON.stringify(body));
  }
  if (request.method === 'HEAD') {
    // Nobody will see the pieces, and making them may be the work of an hour.
    await body[Symbol.asyncIterator]().return?.();
    return void reply.send();
  }
  const stream = Readable.from(body, {
    objectMode: false,
    highWaterMark: STREAM_BUFFER_BYTES,
  });
  stream.once('error', (error) => {
    if (!reply.raw.destroyed) logger.error('reply-cut', { error, 'http.request.id': request.id });
  });
  await reply.send(stream);
}
