import type { KafkaListener } from '../server-settings.js';

/** Offsets of a group outlive the longest topic retention, 30 days, else a pause would look like a fresh start. */
const OFFSETS_RETENTION_MINUTES = 30 * 24 * 60;

/** Where the one broker listens and writes. */
export interface KafkaPlace {
  readonly port: number;
  readonly controllerPort: number;
  readonly logDir: string;
  /** Doors beside the plain one. */
  readonly listeners: readonly KafkaListener[];
}

/** Everything is single, because there is one broker; clients create topics, never the broker. */
const SINGLE_BROKER: Readonly<Record<string, string | number | boolean>> = Object.freeze({
  'process.roles': 'broker,controller',
  'node.id': 1,
  'inter.broker.listener.name': 'PLAINTEXT',
  'controller.listener.names': 'CONTROLLER',
  'offsets.topic.replication.factor': 1,
  'offsets.topic.num.partitions': 1,
  'offsets.retention.minutes': OFFSETS_RETENTION_MINUTES,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'transaction.state.log.num.partitions': 1,
  'group.initial.rebalance.delay.ms': 0,
  'log.cleaner.dedupe.buffer.size': 10_485_760,
  'auto.create.topics.enable': false,
});

/** The broker's whole configuration, as a Java properties file. */
export function kafkaConfig({ port, controllerPort, logDir, listeners }: KafkaPlace): string {
  const doors = [{ name: 'PLAINTEXT', protocol: 'PLAINTEXT', port }, ...listeners];
  const advertised = doors.map((door) => `${door.name}://127.0.0.1:${door.port}`).join();
  const protocols = ['CONTROLLER:PLAINTEXT', ...doors.map(({ name, protocol }) => `${name}:${protocol}`)];
  const lines: [string, string | number | boolean][] = [
    ...Object.entries(SINGLE_BROKER),
    ['controller.quorum.voters', `1@127.0.0.1:${controllerPort}`],
    ['listeners', `${advertised},CONTROLLER://127.0.0.1:${controllerPort}`],
    ['advertised.listeners', advertised],
    ['listener.security.protocol.map', protocols.join()],
    ['log.dirs', logDir],
    ...listeners.flatMap(settingsOf),
  ];
  return lines.map(([key, value]) => `${key}=${propertyText(String(value))}\n`).join('');
}

function settingsOf({ name, settings }: KafkaListener): [string, string][] {
  const prefix = `listener.name.${name.toLowerCase()}`;
  return Object.entries(settings).map(([key, value]) => [`${prefix}.${key}`, value]);
}

/** A value as a properties file holds it: on one line. */
function propertyText(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}
