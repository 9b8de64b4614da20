import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError } from './config-error.js';
import { elasticsearchConnection, elasticsearchSettings } from './elasticsearch-settings.js';
import { httpSettings, listenSettings, portSetting } from './http-settings.js';
import { createLogger } from '../logger.js';
import { kafkaConnection, kafkaSettings } from './kafka-settings.js';
import { describeConfig, loadConfig } from './load-config.js';
import { mongoConnection, mongoSettings } from './mongo-settings.js';
import { booleanSetting, choiceSetting, integerSetting, requiredTextSetting } from './setting.js';

const schema = z.object({
  MILLRACE_X_LIMIT_MS: integerSetting({ about: 'a wait', fallback: 50, min: 10, max: 100, unit: 'ms' }),
  MILLRACE_X_ON: booleanSetting({ about: 'a switch', fallback: true }),
  MILLRACE_X_MODE: choiceSetting({ about: 'a choice', values: ['fast', 'safe'], fallback: 'safe' }),
  MILLRACE_X_SECRET: requiredTextSetting({
    about: 'a secret',
    allowed: 'at least 3 letters',
    pattern: /^\w{3,}$/,
    secret: true,
  }),
});
const required = { MILLRACE_X_SECRET: 'abc' };

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('settings', () => {
  it('take defaults for what is not set or empty, and the result is frozen', () => {
    const config = loadConfig(schema, { ...required, MILLRACE_X_LIMIT_MS: '', OTHER: 'x' });
    expect(config).toEqual({
      MILLRACE_X_LIMIT_MS: 50,
      MILLRACE_X_ON: true,
      MILLRACE_X_MODE: 'safe',
      MILLRACE_X_SECRET: 'abc',
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('read what is given', () => {
    const given = {
      ...required,
      MILLRACE_X_LIMIT_MS: '100',
      MILLRACE_X_ON: 'false',
      MILLRACE_X_MODE: 'fast',
    };
    expect(loadConfig(schema, given)).toMatchObject({
      MILLRACE_X_LIMIT_MS: 100,
      MILLRACE_X_ON: false,
      MILLRACE_X_MODE: 'fast',
    });
  });

  it.each(['101', '9', '50.5', '5e1', 'fifty', ' 50'])(
    'refuse the number %j, naming what is allowed',
    (value) => {
      expect(messageOf(() => loadConfig(schema, { ...required, MILLRACE_X_LIMIT_MS: value }))).toBe(
        `MILLRACE_X_LIMIT_MS: given ${JSON.stringify(value)}, allowed: a whole number from 10 to 100 (ms)`,
      );
    },
  );

  it('name every wrong setting at once and never show a secret', () => {
    const given = { MILLRACE_X_SECRET: '!!', MILLRACE_X_ON: 'yes', MILLRACE_X_MODE: 'odd' };
    const message = messageOf(() => loadConfig(schema, given));
    expect(message.split('\n').toSorted()).toEqual([
      'MILLRACE_X_MODE: given "odd", allowed: fast, safe',
      'MILLRACE_X_ON: given "yes", allowed: true or false',
      'MILLRACE_X_SECRET: given (hidden), allowed: at least 3 letters',
    ]);
    expect(messageOf(() => loadConfig(schema, {}))).toContain('MILLRACE_X_SECRET: given nothing');
  });

  it('describe themselves for the reference page', () => {
    expect(describeConfig(schema)[0]).toEqual({
      variable: 'MILLRACE_X_LIMIT_MS',
      about: 'a wait',
      allowed: 'a whole number from 10 to 100 (ms)',
      fallback: '50',
    });
    const all = {
      ...kafkaSettings,
      ...elasticsearchSettings,
      ...mongoSettings,
      ...httpSettings,
      PORT: portSetting(1),
    };
    for (const setting of describeConfig(z.object(all))) {
      expect(setting.about, setting.variable).toMatch(/^[A-Z].*\.$|^[A-Z].*; /);
    }
  });
});

describe('connections', () => {
  it('to Kafka say what happens to a logger, at its level', () => {
    const said: string[] = [];
    const write = (line: string) => said.push(line);
    const logger = createLogger('test', 'warn', { write });
    const { log } = kafkaConnection(loadConfig(z.object(kafkaSettings), {}), 'me', logger);
    log?.('info', 'joined', {});
    log?.('warn', 'broker_lost', { broker: 1 });
    expect(said.map((line) => JSON.parse(line)['event.action'])).toEqual(['broker_lost']);
  });

  it('work with nothing set: the local servers', () => {
    const kafka = loadConfig(z.object(kafkaSettings), {});
    expect(kafkaConnection(kafka, 'me')).toEqual({ brokers: ['127.0.0.1:9092'], clientId: 'me' });
    const search = loadConfig(z.object(elasticsearchSettings), {});
    expect(elasticsearchConnection(search)).toEqual({
      urls: ['http://127.0.0.1:9200'],
      requestTimeoutMs: 30_000,
    });
    const mongo = loadConfig(z.object(mongoSettings), {});
    expect(mongoConnection(mongo).database).toBe('millrace');
    const http = loadConfig(z.object(httpSettings), {});
    expect(listenSettings(http, 8080)).toEqual({
      port: 8080,
      host: '127.0.0.1',
      maxConnections: 2_000,
      requestTimeoutMs: 60_000,
    });
  });

  it('take TLS and login of Kafka, and refuse half a login', () => {
    const env = {
      KAFKA_BROKERS: 'a:1, b:2',
      KAFKA_TLS: 'true',
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: 'u',
    };
    const load = (more: object) =>
      kafkaConnection(loadConfig(z.object(kafkaSettings), { ...env, ...more }), 'me');
    expect(load({ KAFKA_SASL_PASSWORD: 'p' })).toEqual({
      brokers: ['a:1', 'b:2'],
      clientId: 'me',
      tls: {},
      sasl: { mechanism: 'scram-sha-512', username: 'u', password: 'p' },
    });
    expect(messageOf(() => load({}))).toContain('KAFKA_SASL_PASSWORD: given nothing');
    expect(messageOf(() => load({ KAFKA_BROKERS: 'a:1,b' }))).toContain('KAFKA_BROKERS: given "a:1,b"');
  });

  it('refuse settings of TLS and of a login to Kafka that would go unused', () => {
    const load = (env: Record<string, string>) => () =>
      kafkaConnection(loadConfig(z.object(kafkaSettings), env), 'me');
    const folder = mkdtempSync(join(tmpdir(), 'pem-'));
    try {
      const pem = join(folder, 'any.pem');
      writeFileSync(pem, '-----BEGIN ANYTHING-----\n');
      for (const variable of ['KAFKA_TLS_CA_FILE', 'KAFKA_TLS_CERT_FILE', 'KAFKA_TLS_KEY_FILE']) {
        const message = messageOf(load({ [variable]: pem }));
        expect(message).toBe(`KAFKA_TLS: given false, allowed: true, since ${variable} is set`);
      }
      const files = { KAFKA_TLS_CERT_FILE: pem, KAFKA_TLS_KEY_FILE: pem };
      for (const variable of ['KAFKA_TLS_CERT_FILE', 'KAFKA_TLS_KEY_FILE'] as const) {
        const half = load({ KAFKA_TLS: 'true', ...files, [variable]: '' });
        expect(messageOf(half)).toContain(`${variable}: given nothing`);
      }
      expect(load({ KAFKA_TLS: 'true', ...files })().tls?.key).toContain('BEGIN');
    } finally {
      rmSync(folder, { recursive: true });
    }
    for (const variable of ['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'])
      expect(messageOf(load({ [variable]: 'x' }))).toContain('KAFKA_SASL_MECHANISM: given nothing');
  });

  it('read PEM files once and refuse what is none, and TLS by halves', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pem-'));
    try {
      const pem = join(folder, 'cert.pem');
      writeFileSync(pem, '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n');
      writeFileSync(join(folder, 'no.pem'), 'hello');
      const listen = (env: Record<string, string>) =>
        listenSettings(loadConfig(z.object(httpSettings), env), 1);
      const both = listen({ MILLRACE_HTTP_TLS_CERT_FILE: pem, MILLRACE_HTTP_TLS_KEY_FILE: pem });
      expect(both.tls?.cert).toContain('BEGIN CERTIFICATE');
      expect(messageOf(() => listen({ MILLRACE_HTTP_TLS_CERT_FILE: pem }))).toContain(
        'MILLRACE_HTTP_TLS_KEY_FILE',
      );
      for (const file of ['no.pem', 'absent.pem']) {
        const message = messageOf(() => listen({ MILLRACE_HTTP_TLS_CERT_FILE: join(folder, file) }));
        expect(message).toMatch(/allowed: the path of a readable PEM file$/);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
