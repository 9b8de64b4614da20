import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ServerName } from './server-provider.js';

/** A door of the local Kafka broker beside its plain one, for tests of clients that use TLS. */
export interface KafkaListener {
  /** Upper case, unlike `PLAINTEXT` and `CONTROLLER`. */
  readonly name: string;
  readonly protocol: 'SSL' | 'SASL_SSL';
  /** A port of 127.0.0.1 that the caller has reserved. */
  readonly port: number;
  /** Broker settings that hold for this listener only, as `ssl.client.auth`. */
  readonly settings: Readonly<Record<string, string>>;
}

/** How the local servers are sized and placed. */
export interface ServerSettings {
  /** Where downloads are kept, shared by every checkout of this user. */
  readonly cacheDir: string;
  /** Java heap of Kafka, MiB. Default 512: a broker with a few hundred small partitions uses about 350 MB in all. */
  readonly kafkaHeapMb: number;
  /** Java heap of Elasticsearch, MiB. Default 1024; its process takes about 300 MB more. */
  readonly elasticsearchHeapMb: number;
  /** WiredTiger cache of MongoDB, MiB. Default 256, the least it accepts. */
  readonly mongodbCacheMb: number;
  /** Ports the user insists on. A server without one gets a free port near its usual one. */
  readonly fixedPorts: Partial<Readonly<Record<ServerName, number>>>;
  /** Further listeners of Kafka; none by default, and no environment variable adds one. */
  readonly kafkaListeners?: readonly KafkaListener[];
}

/** A setting that cannot be used: names the variable, what was given and what is allowed. */
export class ServerSettingError extends Error {
  override readonly name = 'ServerSettingError';
  constructor(variable: string, given: string, allowed: string) {
    super(`Reading ${variable}: got "${given}", expected ${allowed}`);
  }
}

/**
 * Reads the settings from environment variables, with defaults for what is absent.
 *
 * @throws ServerSettingError for the first variable out of its range
 */
export function readServerSettings(env: NodeJS.ProcessEnv): ServerSettings {
  const fixedPorts: Partial<Record<ServerName, number>> = {};
  for (const server of ['kafka', 'elasticsearch', 'mongodb'] as const) {
    const port = readInteger(env, `MILLRACE_${server.toUpperCase()}_PORT`, { min: 1, max: 65_535 });
    if (port !== undefined) fixedPorts[server] = port;
  }
  return Object.freeze({
    cacheDir: cacheDirectory(env),
    kafkaHeapMb: readInteger(env, 'MILLRACE_KAFKA_HEAP_MB', { min: 256, max: 65_536 }) ?? 512,
    elasticsearchHeapMb:
      readInteger(env, 'MILLRACE_ELASTICSEARCH_HEAP_MB', { min: 256, max: 31_744 }) ?? 1024,
    mongodbCacheMb: readInteger(env, 'MILLRACE_MONGODB_CACHE_MB', { min: 256, max: 65_536 }) ?? 256,
    fixedPorts: Object.freeze(fixedPorts),
  });
}

function cacheDirectory(env: NodeJS.ProcessEnv): string {
  if (env['MILLRACE_CACHE_DIR']) return resolve(env['MILLRACE_CACHE_DIR']);
  if (env['XDG_CACHE_HOME']) return join(resolve(env['XDG_CACHE_HOME']), 'millrace');
  return join(homedir(), '.cache', 'millrace');
}

function readInteger(
  env: NodeJS.ProcessEnv,
  variable: string,
  range: { readonly min: number; readonly max: number },
): number | undefined {
  const given = env[variable];
  if (given === undefined || given === '') return undefined;
  const value = Number(given);
  if (!Number.isInteger(value) || value < range.min || value > range.max) {
    throw new ServerSettingError(variable, given, `a whole number from ${range.min} to ${range.max}`);
  }
  return value;
}
