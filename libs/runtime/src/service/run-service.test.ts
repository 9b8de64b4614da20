import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError } from '../config/config-error.js';
import { integerSetting } from '../config/setting.js';
import { runService } from './run-service.js';
import type { ServiceContext } from './run-service.js';
import type { RunningService } from './supervise-service.js';

const schema = z.object({
  MILLRACE_X_PORT: integerSetting({ about: 'A port.', fallback: 1, min: 1, max: 9 }),
});

function fakeHost() {
  const events = new EventEmitter();
  const codes: number[] = [];
  const written: string[] = [];
  const exited = Promise.withResolvers<number>();
  return {
    codes,
    written,
    exited: exited.promise,
    emit: (name: string, ...args: unknown[]) => events.emit(name, ...args),
    host: {
      on: (name: string, listener: (...args: never[]) => void) =>
        events.on(name, listener as (...args: unknown[]) => void),
      exit: (code: number) => {
        codes.push(code);
        exited.resolve(code);
      },
      stdout: { write: () => true },
      stderr: { write: (text: string) => written.push(text) },
    },
  };
}

type Start = (context: ServiceContext<z.output<typeof schema>>) => Promise<RunningService>;

function run(start: Start, env: Record<string, string> = {}) {
  const fake = fakeHost();
  const quiet = { MILLRACE_LOG_LEVEL: 'error', MILLRACE_SHUTDOWN_TIMEOUT_MS: '200', ...env };
  const done = runService({ app: 'probe', schema, env: quiet, start }, fake.host);
  return { ...fake, done };
}

const stays = (stop: RunningService['stop'] = async () => undefined): RunningService => ({ stop });

describe('running a service', () => {
  it.each(['SIGTERM', 'SIGINT'])('stops on %s with code 0, not ready from then on', async (signal) => {
    const started = Promise.withResolvers<ServiceContext<unknown>>();
    let stopped = 0;
    const { emit, exited } = run(async (context) => {
      started.resolve(context);
      return stays(async () => {
        stopped++;
      });
    });
    const context = await started.promise;
    emit(signal);
    expect(await exited).toBe(0);
    expect([stopped, context.signal.aborted, (await context.health.readiness()).ready]).toEqual([
      1,
      true,
      false,
    ]);
  });

  it('exits with 2 and a plain message on a wrong setting, at the load or found by the start', async () => {
    const atLoad = run(async () => stays(), { MILLRACE_X_PORT: '77' });
    expect(await atLoad.exited).toBe(2);
    expect(atLoad.written).toEqual(['MILLRACE_X_PORT: given "77", allowed: a whole number from 1 to 9\n']);
    const atStart = run(() =>
      Promise.reject(new ConfigError([{ variable: 'X', given: 'nothing', allowed: 'a' }])),
    );
    expect(await atStart.exited).toBe(2);
    expect(atStart.written.join('')).toBe('X: given nothing, allowed: a\n');
  });

  it('exits with 1 when it cannot start, and with 0 when a signal cut the start short', async () => {
    expect(await run(() => Promise.reject(new Error('no port'))).exited).toBe(1);
    const cut = run(
      ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    );
    cut.emit('SIGTERM');
    expect(await cut.exited).toBe(0);
  });

  it('stops and exits with 1 when the service fails by itself', async () => {
    let stopped = false;
    const failing = run(async () => ({
      stop: async () => {
        stopped = true;
      },
      closed: Promise.reject(new Error('consumer died')),
    }));
    expect(await failing.exited).toBe(1);
    expect(stopped).toBe(true);
  });

  it('exits with 1 when stopping fails or takes too long', async () => {
    for (const stop of [() => Promise.reject(new Error('no')), () => new Promise<never>(() => undefined)]) {
      const started = Promise.withResolvers<undefined>();
      const { emit, exited } = run(async () => {
        started.resolve(undefined);
        return stays(stop);
      });
      await started.promise;
      emit('SIGTERM');
      expect(await exited).toBe(1);
    }
  });

  it('exits at once on a second signal', async () => {
    const started = Promise.withResolvers<undefined>();
    const { emit, codes } = run(
      async () => {
        started.resolve(undefined);
        return stays(() => new Promise<never>(() => undefined));
      },
      { MILLRACE_SHUTDOWN_TIMEOUT_MS: '600000' },
    );
    await started.promise;
    emit('SIGTERM');
    emit('SIGTERM');
    expect(codes).toEqual([1]);
  });

  it('exits with 1 at once on an uncaught exception or rejection', async () => {
    for (const event of ['uncaughtException', 'unhandledRejection']) {
      const { emit, exited } = run(async () => stays());
      emit(event, new Error('bug'));
      expect(await exited).toBe(1);
    }
  });
});
