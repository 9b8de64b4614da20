import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from '../process/run-tool.js';
import { elasticsearchUser, makeReachableDir, type RunAs } from './other-user.js';
import {
  READY_DEADLINE_MS,
  STOP_DEADLINE_MS,
  type LaunchContext,
  type ServerLaunch,
} from './server-launch.js';

const PREFERRED_PORT = 9200;
const PREFERRED_TRANSPORT_PORT = 9300;
const PROBE_TIMEOUT_MS = 2_000;
const CHOWN_TIMEOUT_MS = 60_000;

/** Log to standard output only: the supervisor bounds that file, while Elasticsearch's own default keeps gigabytes. */
const LOGGING = `status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%-25c{1.}] %m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
`;

/** Replaces the distribution's garbage collection log, which keeps 32 files of 64 MB. */
const QUIET_JVM = ['-Xlog:disable', '-Xlog:all=warning:stderr:utctime,level,tags'];

/**
 * Lets a method run four times as often before the optimising compiler takes it (defaults of HotSpot: 5,000, 600,
 * 15,000 and 40,000). What runs only while the node starts then stays with the quick compiler: 14–17 s of processor
 * time until ready instead of 20–22 on two cores; hot code is optimised all the same, seconds later.
 */
const LATE_OPTIMISATION = [
  '-XX:Tier4InvocationThreshold=20000',
  '-XX:Tier4MinInvocationThreshold=2400',
  '-XX:Tier4CompileThreshold=60000',
  '-XX:Tier4BackEdgeThreshold=160000',
];

/** Prepares a single Elasticsearch node, as another user when this one is root. */
export async function prepareElasticsearch(
  context: LaunchContext,
  signal: AbortSignal,
): Promise<ServerLaunch> {
  const { port } = await context.reserve(PREFERRED_PORT, context.settings.fixedPorts.elasticsearch);
  const transport = await context.reserve(PREFERRED_TRANSPORT_PORT);
  const user = elasticsearchUser();
  const dataDir = await makeReachableDir(context.dataDir, user);
  await writeConfig(context.homeDir, { dataDir, port, transportPort: transport.port });
  await giveTo(user, dataDir, signal);
  const address = `http://127.0.0.1:${port}`;
  return {
    address,
    process: {
      name: 'elasticsearch',
      address,
      command: join(context.homeDir, 'bin', 'elasticsearch'),
      args: [],
      cwd: dataDir,
      env: { ...context.env, ...javaEnvironment(context, dataDir) },
      ...(user && { runAs: user }),
      logFile: context.logFile,
      probe: (probeSignal) => probeElasticsearch(address, probeSignal),
      readyDeadlineMs: READY_DEADLINE_MS,
      stopDeadlineMs: STOP_DEADLINE_MS,
    },
  };
}

/** The node's whole configuration. Log indices are made by the indexer alone, so that none is born without its template. */
function nodeConfig(node: {
  readonly dataDir: string;
  readonly port: number;
  readonly transportPort: number;
}): string {
  const lines = {
    'cluster.name': 'millrace-local',
    'discovery.type': 'single-node',
    'network.host': '127.0.0.1',
    'http.port': node.port,
    'transport.port': node.transportPort,
    'path.data': JSON.stringify(join(node.dataDir, 'data')),
    'path.logs': JSON.stringify(join(node.dataDir, 'logs')),
    'xpack.security.enabled': false,
    'cluster.routing.allocation.disk.threshold_enabled': false,
    'action.auto_create_index': '"-millrace-logs*,+*"',
  };
  return Object.entries(lines)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('');
}

async function writeConfig(
  homeDir: string,
  node: { readonly dataDir: string; readonly port: number; readonly transportPort: number },
): Promise<void> {
  const configDir = join(node.dataDir, 'config');
  await rm(join(node.dataDir, 'tmp'), { recursive: true, force: true });
  for (const name of ['config', 'data', 'logs', 'tmp'])
    await mkdir(join(node.dataDir, name), { recursive: true });
  await writeFile(join(configDir, 'elasticsearch.yml'), nodeConfig(node));
  await writeFile(join(configDir, 'log4j2.properties'), LOGGING);
  await copyFile(join(homeDir, 'config', 'jvm.options'), join(configDir, 'jvm.options'));
}

function javaEnvironment(context: LaunchContext, dataDir: string): NodeJS.ProcessEnv {
  const heap = context.settings.elasticsearchHeapMb;
  return {
    HOME: dataDir,
    ES_JAVA_HOME: context.toolbox.javaHome,
    ES_JAVA_OPTS: [`-Xms${heap}m`, `-Xmx${heap}m`, ...QUIET_JVM, ...LATE_OPTIMISATION].join(' '),
    // The launcher lives for seconds of work and then waits: optimising it costs more than it gives. It leaves a
    // directory behind at every start, in the system's own place unless told.
    CLI_JAVA_OPTS: `-XX:TieredStopAtLevel=1 -Djava.io.tmpdir=${join(dataDir, 'tmp')}`,
    ES_PATH_CONF: join(dataDir, 'config'),
    ES_TMPDIR: join(dataDir, 'tmp'),
    LIBFFI_TMPDIR: join(dataDir, 'tmp'),
  };
}

/** Rights are set at every start: an earlier one may have run as somebody else. */
async function giveTo(user: RunAs | undefined, directory: string, signal: AbortSignal): Promise<void> {
  if (user === undefined) return;
  const args = ['-R', `${user.uid}:${user.gid}`, directory];
  await runTool({ command: 'chown', args, timeoutMs: CHOWN_TIMEOUT_MS }, signal);
}

/** Resolves when the node has a master and every primary shard is assigned. */
async function probeElasticsearch(address: string, signal: AbortSignal): Promise<void> {
  const stop = AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]);
  const reply = await fetch(`${address}/_cluster/health?wait_for_status=yellow&timeout=1s`, { signal: stop });
  await reply.arrayBuffer();
  if (!reply.ok) throw new Error(`Probing Elasticsearch at ${address}: it answered ${reply.status}`);
}
