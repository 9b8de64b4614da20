import { randomBytes } from 'node:crypto';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from '../process/run-tool.js';
import { kafkaConfig } from './kafka-config.js';
import { probeKafka } from './kafka-probe.js';
import {
  READY_DEADLINE_MS,
  STOP_DEADLINE_MS,
  type LaunchContext,
  type ServerLaunch,
} from './server-launch.js';

const PREFERRED_PORT = 9092;
const PREFERRED_CONTROLLER_PORT = 9093;
const FORMAT_TIMEOUT_MS = 60_000;

/** Prepares a single Kafka broker that is its own KRaft controller; formats its storage on first use. */
export async function prepareKafka(context: LaunchContext, signal: AbortSignal): Promise<ServerLaunch> {
  const { port } = await context.reserve(PREFERRED_PORT, context.settings.fixedPorts.kafka);
  const controller = await context.reserve(PREFERRED_CONTROLLER_PORT);
  const configFile = join(context.dataDir, 'server.properties');
  const logDir = join(context.dataDir, 'data');
  await mkdir(logDir, { recursive: true });
  const listeners = context.settings.kafkaListeners ?? [];
  const config = kafkaConfig({ port, controllerPort: controller.port, logDir, listeners });
  // It may hold keys and passwords of further listeners.
  await writeFile(configFile, config, { mode: 0o600 });
  const java = join(context.toolbox.javaHome ?? '', 'bin', 'java');
  const classpath = ['-cp', join(context.homeDir, '*')];
  await formatOnce({ context, java, classpath, logDir, configFile }, signal);
  const address = `127.0.0.1:${port}`;
  return {
    address,
    process: {
      name: 'kafka',
      address,
      command: java,
      args: [...javaOptions(context.settings.kafkaHeapMb), ...classpath, 'kafka.Kafka', configFile],
      cwd: context.dataDir,
      env: context.env,
      logFile: context.logFile,
      probe: (probeSignal) => probeKafka(port, probeSignal),
      readyDeadlineMs: READY_DEADLINE_MS,
      stopDeadlineMs: STOP_DEADLINE_MS,
    },
  };
}

/** Formats the storage directory, once in its life. */
async function formatOnce(
  broker: {
    readonly context: LaunchContext;
    readonly java: string;
    readonly classpath: readonly string[];
    readonly logDir: string;
    readonly configFile: string;
  },
  signal: AbortSignal,
): Promise<void> {
  const { context, configFile } = broker;
  if (await exists(join(broker.logDir, 'meta.properties'))) return;
  const format = ['format', '-t', await clusterId(context.dataDir), '-c', configFile, '--ignore-formatted'];
  const args = [...broker.classpath, 'kafka.tools.StorageTool', ...format];
  const { dataDir: cwd, env } = context;
  await runTool({ command: broker.java, args, cwd, env, timeoutMs: FORMAT_TIMEOUT_MS }, signal);
}

function javaOptions(heapMb: number): readonly string[] {
  const logging = ['showDateTime=true', 'dateTimeFormat=yyyy-MM-dd HH:mm:ss.SSS'];
  return [
    `-Xmx${heapMb}m`,
    '-XX:+UseSerialGC',
    '-XX:+ExitOnOutOfMemoryError',
    '-Djava.awt.headless=true',
    ...logging.map((setting) => `-Dorg.slf4j.simpleLogger.${setting}`),
  ];
}

/** The cluster's id, kept for good: 16 random bytes in the URL alphabet, as Kafka prints its UUIDs, not starting with a dash. */
async function clusterId(dataDir: string): Promise<string> {
  const file = join(dataDir, 'cluster-id');
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept !== '') return kept.trim();
  let id: string;
  do id = randomBytes(16).toString('base64url');
  while (id.startsWith('-'));
  await writeFile(file, `${id}\n`);
  return id;
}

async function exists(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}
