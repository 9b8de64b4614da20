import { spawn } from 'node:child_process';

/** How much of the end of a program's output is kept for whoever asks. */
const TAIL_CHARACTERS = 4_000;
const TAIL_LINES = 20;

/**
 * Runs a program in the foreground and returns its status; 1 when a signal ended it.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, signal: AbortSignal, quiet?: boolean }} options aborting sends SIGTERM;
 *   a quiet program's standard output is dropped
 * @returns {Promise<number>}
 */
export async function runProgram(command, args, { quiet = false, ...options }) {
  if (options.signal.aborted) return 1;
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ['ignore', quiet ? 'ignore' : 'inherit', 'inherit'],
  });
  return await statusOf(child, options.signal);
}

/**
 * Runs a program as {@link runProgram} does, and also returns the last lines of all that it printed.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, signal: AbortSignal }} options
 */
export async function runProgramHeard(command, args, { cwd, env, signal }) {
  if (signal.aborted) return { status: 1, tail: '' };
  const colours = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  const child = spawn(command, args, {
    cwd,
    env: { ...colours, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let heard = '';
  for (const [from, to] of /** @type {const} */ ([
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ])) {
    from.on('data', (/** @type {Buffer} */ chunk) => (heard = (heard + chunk).slice(-TAIL_CHARACTERS)));
    from.pipe(to, { end: false });
  }
  const status = await statusOf(child, signal);
  return { status, tail: heard.trimEnd().split('\n').slice(-TAIL_LINES).join('\n') };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {AbortSignal} signal
 * @returns {Promise<number>}
 */
function statusOf(child, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => void child.kill('SIGTERM');
    signal.addEventListener('abort', stop, { once: true });
    child.once('error', reject);
    child.once('close', (code) => {
      signal.removeEventListener('abort', stop);
      resolve(code ?? 1);
    });
  });
}
