import { randomBytes } from 'node:crypto';
import { CompressionTypes, Kafka, Partitioners } from 'kafkajs';

/**
 * `node send-logs.js`: sends three logs of a kitchen to the topic logs.raw, in three of the formats that Millrace
 * recognises. Each names the same trace, so that they belong together.
 */

const brokers = (process.env['KAFKA_BROKERS'] ?? '127.0.0.1:9092').split(',');
const traceId = randomBytes(16).toString('hex');
const time = new Date().toISOString();

const json = JSON.stringify({
  '@timestamp': time,
  level: 'info',
  service: 'kitchen',
  message: 'the kettle boils',
  temperature_c: 99.4,
  trace_id: traceId,
});
const logfmt = `time=${time} level=warn service=kitchen msg="the water runs low" litres=0.2 trace_id=${traceId}`;
const syslog = `<11>1 ${time} hearth kitchen - - - the toast is burnt, trace_id=${traceId}`;

const kafka = new Kafka({ clientId: 'kitchen', brokers });
const producer = kafka.producer({ idempotent: true, createPartitioner: Partitioners.DefaultPartitioner });
await producer.connect();
try {
  await producer.send({
    topic: 'logs.raw',
    acks: -1,
    compression: CompressionTypes.GZIP,
    // One key, one partition: the order stays.
    messages: [json, logfmt, syslog].map((value) => ({ key: traceId, value })),
  });
  console.log(`Kafka has taken 3 logs. Find them: npx millrace search correlation.id:${traceId}`);
} finally {
  await producer.disconnect();
}
