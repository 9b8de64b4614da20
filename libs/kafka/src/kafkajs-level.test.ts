import { expect, it } from 'vitest';
import { kafkajsLevel } from './kafkajs-level.js';

const ERROR = 1;
const WARN = 2;
const INFO = 4;

it.each([
  [ERROR, 'Connection', 'Response GroupCoordinator(key: 10, version: 2)', 'debug'],
  [ERROR, 'Consumer', 'Crash: KafkaJSProtocolError: The coordinator is loading', 'info'],
  [ERROR, 'Consumer', 'Restarting the consumer in 300ms', 'info'],
  [ERROR, 'Consumer', 'Crash: KafkaJSNonRetriableError: no such topic', 'error'],
  [ERROR, 'Connection', 'Connection timeout', 'error'],
  [WARN, 'Runner', 'The group is rebalancing, re-joining', 'warn'],
  [INFO, 'ConsumerGroup', 'Consumer has joined the group', 'debug'],
])('level %i of %s, %s, is %s', (level, namespace, message, expected) => {
  expect(kafkajsLevel(level, namespace, message)).toBe(expected);
});
