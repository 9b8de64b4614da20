import { fileURLToPath } from 'node:url';
import { TAIL_PATH, TOPICS } from '@millrace/schemas';
import { FROM_SOURCES, serverAddress, spawnProgram } from '@millrace/testing';
import { scratchPipeline } from './api-harness.js';

const FANOUT = new URL('../../websocket-fanout/', import.meta.url);
const TSCONFIG = fileURLToPath(new URL('tsconfig.lib.json', FANOUT));
const PROGRAM = {
  name: 'the fan-out',
  entry: fileURLToPath(new URL('test/fanout-process.ts', FANOUT)),
  execArgv: FROM_SOURCES,
};

/** The real fan-out over the topics and the database of a harness with this id, which may be made later. */
export async function spawnFanout(id: string, settings: Readonly<Record<string, string>> = {}) {
  const { names, database, declared } = scratchPipeline(id);
  const topics = {
    logs: declared(names.logs.topic),
    correlations: { ...TOPICS.correlations, name: `${names.logs.topic}.correlations`, partitions: 1 },
  };
  const { message, ...spawned } = await spawnProgram<{ readonly port: number }>({
    ...PROGRAM,
    env: {
      KAFKA_BROKERS: serverAddress('KAFKA_BROKERS'),
      MONGODB_URL: serverAddress('MONGODB_URL'),
      MILLRACE_DATABASE: database,
      MILLRACE_FANOUT_PORT: '0',
      MILLRACE_LOG_LEVEL: 'warn',
      ...settings,
      TSX_TSCONFIG_PATH: TSCONFIG,
      TEST_TOPICS: JSON.stringify(topics),
    },
  });
  const address = `127.0.0.1:${String(message.port)}`;
  return {
    ...spawned,
    topics: Object.values(topics).map(({ name }) => name),
    tailUrl: `ws://${address}${TAIL_PATH}`,
    metrics: async () => await (await fetch(`http://${address}/metrics`)).text(),
  };
}

/** See {@link spawnFanout}. */
export type SpawnedFanout = Awaited<ReturnType<typeof spawnFanout>>;
