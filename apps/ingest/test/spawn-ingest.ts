import { fileURLToPath } from 'node:url';
import { FROM_SOURCES, spawnProgram } from '@millrace/testing';
import type { SpawnedProgram } from '@millrace/testing';
import type { ScratchServers } from './scratch-servers.js';

/** A program that runs ingest with a test's names, and how Node.js is told to run it. */
export interface IngestProgram {
  readonly entry: string;
  readonly execArgv: readonly string[];
}

const IN_TEST: IngestProgram = {
  entry: fileURLToPath(new URL('ingest-process.ts', import.meta.url)),
  execArgv: FROM_SOURCES,
};
const TSCONFIG = fileURLToPath(new URL('../tsconfig.lib.json', import.meta.url));

/** An ingest process of a test. */
export interface SpawnedIngest extends Omit<SpawnedProgram<unknown>, 'message'> {
  readonly port: number;
}

/** Starts ingest as a process of its own; rejects with its output, and leaves no process, when it does not start. */
export async function spawnIngest(
  servers: ScratchServers,
  settings: Readonly<Record<string, string>> = {},
  program: IngestProgram = IN_TEST,
): Promise<SpawnedIngest> {
  const names = { TSX_TSCONFIG_PATH: TSCONFIG, TEST_NAMES: JSON.stringify(servers.names) };
  const { message, ...spawned } = await spawnProgram<{ readonly port: number }>({
    name: 'ingest',
    ...program,
    env: { ...servers.env, ...settings, ...names },
  });
  return { ...spawned, port: message.port };
}
