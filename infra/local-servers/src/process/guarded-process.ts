import { spawn, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessExit } from '../lifecycle-event.js';
import { isGroupAlive } from './process-group.js';

/** A program to run under a guard. */
export interface GuardedCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** File descriptor that takes standard output and error. */
  readonly logFd: number;
  /** User and group to run as; only the superuser can set them. */
  readonly runAs?: { readonly uid: number; readonly gid: number };
}

/** A running program, its guard and whatever it has started: one process group. */
export interface GuardedProcess {
  /** Pid of the guard, which is also the process group's id. */
  readonly groupId: number;
  /** Resolves, never rejects, once the program has ended and its group has been swept and is gone. */
  readonly exited: Promise<ProcessExit>;
  /** Asks the program, and it alone, to end (SIGTERM): it may need its own children to do so in order. */
  terminate(): void;
  /** Ends the whole group at once (SIGKILL). */
  kill(): void;
}

/** Seconds the guard leaves a program between SIGTERM and SIGKILL when its supervisor has vanished. */
const GRACE_SECONDS = 10;
/** How long processes that were sent SIGKILL may take to be gone, and how often they are looked for, ms. */
const GROUP_GONE_TIMEOUT_MS = 1_000;
const GROUP_GONE_POLL_MS = 5;

/**
 * Runs the program and holds file descriptor 3, a socket whose other end only the supervisor has. When that end
 * closes, however the supervisor died, the guard ends the program, softly first. It passes SIGTERM on, reports the
 * program's status on the same socket and then sweeps its own process group, so that no grandchild outlives the
 * program. Signals are trapped only after the program has been started, because an ignored signal is inherited; a
 * trapped one interrupts `wait`, hence the loop.
 */
const GUARD = `
"$@" 3<&- </dev/null &
child=$!
trap '' INT HUP PIPE
trap 'kill -TERM "$child" 2>/dev/null' TERM
(
  read -r _ <&3
  kill -TERM "$child"
  n=0
  while [ $n -lt ${GRACE_SECONDS} ] && kill -0 "$child"; do sleep 1; n=$((n + 1)); done
  kill -KILL 0
) 2>/dev/null &
while :; do
  wait "$child"
  status=$?
  kill -0 "$child" 2>/dev/null || break
done
echo "$status" >&3
kill -KILL 0
`;

/**
 * Starts a program that cannot outlive this process, not even when this process is killed with SIGKILL.
 *
 * The program gets its own session, so that Ctrl-C in the terminal reaches the supervisor alone.
 */
export function spawnGuarded(command: GuardedCommand): GuardedProcess {
  const child = spawn('/bin/sh', ['-c', GUARD, 'millrace-guard', command.command, ...command.args], {
    cwd: command.cwd,
    env: command.env,
    detached: true,
    stdio: ['ignore', command.logFd, command.logFd, 'pipe'],
    ...(command.runAs && { uid: command.runAs.uid, gid: command.runAs.gid }),
  });
  return {
    groupId: child.pid ?? 0,
    exited: whenEnded(child),
    terminate: () => void child.kill('SIGTERM'),
    kill: () => killGroup(child.pid),
  };
}

async function whenEnded(child: ChildProcess): Promise<ProcessExit> {
  const lifeline = child.stdio[3] as Socket | null;
  let reported = '';
  lifeline?.on('data', (chunk: Buffer) => (reported += chunk.toString('latin1')));
  // The socket breaks when the group is swept; the exit below is what counts.
  lifeline?.on('error', () => undefined);
  // Sweeps on 'exit': if the guard alone was killed, the rest of its group holds the socket and delays 'close'.
  child.once('exit', () => killGroup(child.pid));
  const status = await new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', (code) => resolve(code ?? 137));
  });
  lifeline?.destroy();
  await untilGroupGone(child.pid);
  return { status: /^\d+/.test(reported) ? Number.parseInt(reported, 10) : status };
}

/** A process dies of its SIGKILL when it is next scheduled, not when it is sent. */
async function untilGroupGone(groupId: number | undefined): Promise<void> {
  if (groupId === undefined) return;
  const giveUpAt = performance.now() + GROUP_GONE_TIMEOUT_MS;
  while ((await isGroupAlive(groupId)) && performance.now() < giveUpAt) await sleep(GROUP_GONE_POLL_MS);
}

function killGroup(groupId: number | undefined): void {
  if (groupId === undefined) return;
  try {
    process.kill(-groupId, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
