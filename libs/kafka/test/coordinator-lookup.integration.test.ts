import { createConnection } from 'node:net';
import { uniqueName } from '@millrace/testing';
import type { ISocketFactory } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { createRecordLogAdmin } from '../src/index.js';
import { createKafkajsClient } from '../src/kafkajs-client.js';
import { testSettings } from './kafka-harness.js';

/** Kafka's number of the request that asks for the coordinator of a group. */
const FIND_COORDINATOR = 10;

/** Sockets that break, once, with the question for the coordinator: what a broker that goes down does. */
function socketsThatBreakOnce(): { readonly factory: ISocketFactory; readonly broken: () => number } {
  let broken = 0;
  const factory: ISocketFactory = ({ host, port, onConnect }) => {
    const socket = createConnection({ host, port }, onConnect);
    const write = socket.write.bind(socket);
    socket.write = (bytes: Buffer, ...rest: []) => {
      if (broken > 0 || bytes.readInt16BE(4) !== FIND_COORDINATOR) return write(bytes, ...rest);
      broken += 1;
      socket.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
      return false;
    };
    return socket;
  };
  return { factory, broken: () => broken };
}

describe('the question for the coordinator of a group', () => {
  it('is asked again when the connection breaks on it: the member joins, and is not given up', async () => {
    const topic = uniqueName('coordinator');
    const admin = createRecordLogAdmin(testSettings());
    await admin.ensureTopics([
      { name: topic, partitions: 1, cleanup: 'delete', retentionMs: 60_000, timestampType: 'LogAppendTime' },
    ]);
    const sockets = socketsThatBreakOnce();
    const client = createKafkajsClient(testSettings(), { socketFactory: sockets.factory });
    const consumer = client.consumer({ groupId: topic });
    const joined = new Promise<string>((resolve, reject) => {
      consumer.on('consumer.group_join', () => resolve('joined'));
      consumer.on('consumer.crash', ({ payload }) => {
        if (!payload.restart) reject(payload.error);
      });
    });
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [topic] });
      await consumer.run({ eachMessage: async () => {} });
      await expect(joined).resolves.toBe('joined');
      expect(sockets.broken()).toBe(1);
    } finally {
      await consumer.disconnect();
      await admin.close();
    }
  });
});
