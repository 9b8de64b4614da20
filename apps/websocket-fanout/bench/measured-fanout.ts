import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { serviceNodeFlags } from '@millrace/runtime';
import type { FanoutScene } from '../test/running-fanout.js';

const START_DEADLINE_MS = 60_000;

/** The fan-out in a process of its own, run as it is deployed. */
export async function startMeasuredFanout(scene: FanoutScene, settings: Readonly<Record<string, string>>) {
  const child = fork(join(import.meta.dirname, 'built-fanout.mjs'), {
    execArgv: [...serviceNodeFlags('websocket-fanout')],
    env: {
      PATH: process.env['PATH'],
      ...{ ...scene.env, ...settings, MILLRACE_LOG_LEVEL: 'warn' },
      TEST_TOPICS: JSON.stringify(scene.topics),
    },
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error('the measured fan-out ended by itself');
  });
  ended.catch(() => undefined);
  const started = once(child, 'message', { signal: AbortSignal.timeout(START_DEADLINE_MS) });
  const [{ port }] = (await Promise.race([started, ended])) as [{ port: number }];
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
  };
  return {
    port,
    residentBytes: () => metric('process_resident_memory_bytes'),
    cpuSeconds: () => metric('process_cpu_seconds_total'),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}
