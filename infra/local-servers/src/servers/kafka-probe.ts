import { once } from 'node:events';
import { connect } from 'node:net';

const METADATA_API_KEY = 3;
/** The oldest version whose empty topic list means "no topics": https://kafka.apache.org/protocol#The_Messages_Metadata */
const METADATA_VERSION = 1;
const PROBE_TIMEOUT_MS = 2_000;
const MAX_REPLY_BYTES = 64 * 1024;

/**
 * Resolves when the broker on this loopback port lists itself among the living brokers.
 *
 * An open port is not enough: a broker accepts connections while it still catches up with its own metadata.
 * @throws when it does not answer within two seconds, or answers without naming a broker
 */
export async function probeKafka(port: number, signal: AbortSignal): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' });
  const stop = AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]);
  try {
    await once(socket, 'connect', { signal: stop });
    socket.write(metadataRequest());
    const reply = await readReply(socket, stop);
    const brokers = reply.readInt32BE(8);
    if (brokers < 1) throw new Error(`Probing Kafka on port ${port}: no broker is ready yet`);
  } finally {
    socket.destroy();
  }
}

/** Length, then API key, version, correlation id 1, no client id, and an empty list of topics. */
function metadataRequest(): Buffer {
  const request = Buffer.alloc(18);
  request.writeInt32BE(14, 0);
  request.writeInt16BE(METADATA_API_KEY, 4);
  request.writeInt16BE(METADATA_VERSION, 6);
  request.writeInt32BE(1, 8);
  request.writeInt16BE(-1, 12);
  request.writeInt32BE(0, 14);
  return request;
}

/** Reads up to the broker count: length, correlation id, count. */
async function readReply(socket: NodeJS.ReadableStream, signal: AbortSignal): Promise<Buffer> {
  let reply = Buffer.alloc(0);
  while (reply.length < 12 && reply.length < MAX_REPLY_BYTES) {
    const [chunk] = (await once(socket, 'data', { signal })) as [Buffer];
    reply = Buffer.concat([reply, chunk]);
  }
  return reply;
}
