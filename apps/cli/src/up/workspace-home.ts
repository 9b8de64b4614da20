import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Where this checkout lies and where its state is kept. */
export interface WorkspaceHome {
  /** The workspace's root: the nearest directory above this file that has an `nx.json`. */
  readonly rootDir: string;
  /** Directory of the local start's state: data, logs, credentials. */
  readonly stateDir: string;
}

/**
 * Finds the checkout this program belongs to; its state is in `.millrace` there, or where `MILLRACE_HOME` says.
 *
 * @throws Error when the program does not lie in a checkout
 */
export function findWorkspaceHome(env: NodeJS.ProcessEnv, from: string = import.meta.dirname): WorkspaceHome {
  for (let current = resolve(from); ; current = dirname(current)) {
    if (existsSync(join(current, 'nx.json'))) {
      const stateDir = env['MILLRACE_HOME'] ? resolve(env['MILLRACE_HOME']) : join(current, '.millrace');
      return { rootDir: current, stateDir };
    }
    if (current === dirname(current))
      throw new Error(`Looking for the workspace: no nx.json in ${from} or above`);
  }
}

/** Names of what lies in the state directory. */
export const STATE_FILES = {
  lock: 'up.lock',
  running: 'running.json',
  credentials: 'credentials.json',
  logs: 'logs',
  servers: 'servers',
  sample: 'sample-begun',
} as const;
