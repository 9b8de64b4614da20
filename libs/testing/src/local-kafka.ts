import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRegistryProvider, readServerSettings } from '@millrace/local-servers';
import type { KafkaListener } from '@millrace/local-servers';

/** A broker of a test's own, for what cannot be done to one that others use. */
export interface LocalKafka {
  /** `host:port`, the same after a restart. */
  readonly address: string;
  /** Stops the broker, calls `meanwhile`, starts it again on its data. */
  restart(meanwhile: () => Promise<void>): Promise<void>;
  /** Stops it and removes its data. */
  stop(): Promise<void>;
}

/** Where the local servers keep Kafka's jars; undefined before they were ever started. */
export function kafkaJarDirectory(): string | undefined {
  const { cacheDir } = readServerSettings(process.env);
  if (!existsSync(cacheDir)) return undefined;
  const name = readdirSync(cacheDir).find((entry) => entry.startsWith('kafka-'));
  return name === undefined ? undefined : join(cacheDir, name);
}

/**
 * Starts a real broker in a directory of its own, with further listeners beside the plain one of `address` when they
 * are given. Rejects when the machine lacks what it needs.
 */
export async function startLocalKafka(kafkaListeners: readonly KafkaListener[] = []): Promise<LocalKafka> {
  const dataDir = await mkdtemp(join(tmpdir(), 'millrace-kafka-'));
  const start = async (env: NodeJS.ProcessEnv) => {
    const provider = createRegistryProvider({ ...readServerSettings(env), kafkaListeners }, env);
    const request = { wanted: ['kafka'] as const, dataDir, logsDir: dataDir, onEvent: () => undefined };
    const servers = await provider.start(request, AbortSignal.timeout(120_000));
    return { servers, address: servers.addresses.kafka ?? '' };
  };
  let running = await start(process.env);
  const { address } = running;
  const port = address.split(':')[1];
  return {
    address,
    async restart(meanwhile) {
      await running.servers.stop();
      await meanwhile();
      running = await start({ ...process.env, MILLRACE_KAFKA_PORT: port });
    },
    async stop() {
      await running.servers.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
