import { loadConfig } from '@millrace/runtime';
import { describe, expect, it } from 'vitest';
import { fanoutSettings } from './config.js';

const SERVERS = { KAFKA_BROKERS: 'localhost:9092', MONGODB_URL: 'mongodb://localhost' };

describe('the settings of the fan-out', () => {
  it('refuse a ring whose quarter for correlations holds less than a fetch, naming the least', () => {
    const load = (bytes: string) =>
      loadConfig(fanoutSettings, { ...SERVERS, MILLRACE_FANOUT_RING_BYTES: bytes });
    expect(() => load('4194303')).toThrow(/MILLRACE_FANOUT_RING_BYTES.*from 4194304/);
    expect(load('4194304').MILLRACE_FANOUT_RING_BYTES).toBe(4_194_304);
  });
});
