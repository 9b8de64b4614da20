import { spawn } from 'node:child_process';

/**
 * Runs a program in the foreground and returns its status; 1 when a signal ended it.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, signal: AbortSignal, quiet?: boolean }} options aborting sends SIGTERM;
 *   a quiet program's standard output is dropped
 * @returns {Promise<number>}
 */
export function runProgram(command, args, { cwd, env, signal, quiet = false }) {
  if (signal.aborted) return Promise.resolve(1);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', quiet ? 'ignore' : 'inherit', 'inherit'],
    });
    const stop = () => void child.kill('SIGTERM');
    signal.addEventListener('abort', stop, { once: true });
    child.once('error', reject);
    child.once('close', (code) => {
      signal.removeEventListener('abort', stop);
      resolve(code ?? 1);
    });
  });
}
