import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readServerSettings, ServerSettingError } from './server-settings.js';

describe('readServerSettings', () => {
  it('has a default for everything', () => {
    expect(readServerSettings({})).toEqual({
      cacheDir: join(homedir(), '.cache', 'millrace'),
      kafkaHeapMb: 512,
      elasticsearchHeapMb: 1024,
      mongodbCacheMb: 256,
      fixedPorts: {},
    });
  });

  it('prefers its own cache variable over the XDG one, and that over the home directory', () => {
    expect(readServerSettings({ XDG_CACHE_HOME: '/x' }).cacheDir).toBe('/x/millrace');
    expect(readServerSettings({ XDG_CACHE_HOME: '/x', MILLRACE_CACHE_DIR: '/m' }).cacheDir).toBe('/m');
  });

  it('reads fixed ports and sizes', () => {
    const settings = readServerSettings({
      MILLRACE_KAFKA_PORT: '9999',
      MILLRACE_ELASTICSEARCH_HEAP_MB: '2048',
    });
    expect(settings.fixedPorts).toEqual({ kafka: 9999 });
    expect(settings.elasticsearchHeapMb).toBe(2048);
  });

  it.each([
    ['MILLRACE_KAFKA_PORT', '0'],
    ['MILLRACE_MONGODB_PORT', '65536'],
    ['MILLRACE_ELASTICSEARCH_PORT', 'http'],
    ['MILLRACE_KAFKA_HEAP_MB', '12'],
    ['MILLRACE_MONGODB_CACHE_MB', '256.5'],
  ])('refuses %s=%s, saying what is allowed', (variable, given) => {
    const read = () => readServerSettings({ [variable]: given });
    expect(read).toThrow(ServerSettingError);
    expect(read).toThrow(new RegExp(`${variable}: got "${given}", expected a whole number from`));
  });
});
