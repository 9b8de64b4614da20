import { describe, expect, it } from 'vitest';
import { addressesAsEnvironment, readNamedServers } from './named-servers.js';
import { ServerSettingError } from './server-settings.js';

describe('readNamedServers', () => {
  it('takes each server alone', () => {
    expect(readNamedServers({ ELASTICSEARCH_URL: 'https://search:9200/' })).toEqual({
      elasticsearch: 'https://search:9200',
    });
    expect(readNamedServers({ KAFKA_BROKERS: 'a:9092,b:9092', MONGODB_URL: '' })).toEqual({
      kafka: 'a:9092,b:9092',
    });
  });

  it('reads back what it wrote', () => {
    const addresses = { kafka: 'k:1', elasticsearch: 'http://e:2', mongodb: 'mongodb://m:3/?replicaSet=rs0' };
    expect(readNamedServers(addressesAsEnvironment(addresses))).toEqual(addresses);
  });

  it.each([
    ['KAFKA_BROKERS', 'localhost'],
    ['ELASTICSEARCH_URL', 'localhost:9200'],
    ['MONGODB_URL', 'http://localhost'],
  ])('refuses %s=%s', (variable, given) => {
    expect(() => readNamedServers({ [variable]: given })).toThrow(ServerSettingError);
  });

  it('does not repeat a password', () => {
    expect(() => readNamedServers({ MONGODB_URL: 'mongo://user:hunter2@host' })).toThrow(/user:\*\*\*@host/);
  });
});
