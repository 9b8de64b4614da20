import { spawn } from 'node:child_process';

/** A program run to its end, for its output. */
export interface ToolRun {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Default: the environment of this process. */
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs: number;
}

/** A tool that failed, was missing or took too long; the message ends with the last lines it wrote. */
class ToolError extends Error {
  override readonly name = 'ToolError';
}

/** Output kept of a tool: the last 64 Ki characters. */
const MAX_OUTPUT = 64 * 1024;

/**
 * Runs a program and returns what it wrote, both streams together.
 *
 * @throws ToolError when it cannot be started, ends with a status other than 0, or overruns its time
 * @throws the signal's reason when aborted; the program is killed
 */
export async function runTool(run: ToolRun, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  const child = spawn(run.command, run.args, {
    ...(run.cwd !== undefined && { cwd: run.cwd }),
    ...(run.env && { env: run.env }),
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own group: a tool such as mvn is a script, and killing the script alone would leave its JVM.
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString('utf8')).slice(-MAX_OUTPUT)));
  }
  const stopped = AbortSignal.any([signal, AbortSignal.timeout(run.timeoutMs)]);
  const kill = (): void => killGroup(child.pid);
  stopped.addEventListener('abort', kill, { once: true });
  try {
    const failure = await new Promise<string | undefined>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('close', (code, by) => resolve(code === 0 ? undefined : `ended with ${code ?? by}`));
    });
    signal.throwIfAborted();
    if (failure !== undefined)
      throw toolError(run, stopped.aborted ? `took longer than ${run.timeoutMs / 1000} s` : failure, output);
    return output;
  } finally {
    stopped.removeEventListener('abort', kill);
  }
}

function toolError(run: ToolRun, why: string, output: string): ToolError {
  const tail = output.trim().split('\n').slice(-15).join('\n');
  return new ToolError(`Running ${run.command} ${run.args[0] ?? ''}: ${why}${tail && `\n${tail}`}`);
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
