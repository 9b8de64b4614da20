import { expect, it } from 'vitest';
import { readyMessage } from './ready-message.js';

const FACTS = {
  totalMs: 23_400,
  serversMs: 20_000,
  servicesMs: 3_400,
  services: { ingest: 'http://127.0.0.1:4318', api: 'http://127.0.0.1:8080' },
  servers: { kafka: '127.0.0.1:9092', mongodb: 'mongodb://user:hunter2@host:27017/' },
  credentialsFile: '/w/.millrace/credentials.json',
  logsDir: '/w/.millrace/logs',
};

it('says how long it took, where everything is, where the key lies and what to try', () => {
  const message = readyMessage(FACTS);
  expect(message).toContain('\nready in 23.4 s (servers 20.0 s, services 3.4 s)\n');
  expect(message).toContain('  ingest             http://127.0.0.1:4318\n');
  expect(message).toContain('/w/.millrace/credentials.json');
  expect(message).toContain('npx millrace search');
});

it('never shows a password', () => {
  expect(readyMessage(FACTS)).not.toContain('hunter2');
  expect(readyMessage(FACTS)).toContain('mongodb://host:27017/');
});
