import { join } from 'node:path';
import { pageScripts, startMillrace, waitFor } from '@millrace/testing';
import type { RunningMillrace } from '@millrace/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

const EXAMPLE = join(import.meta.dirname, '..');
const UP_TIMEOUT_MS = 180_000;
const SEARCHABLE_TIMEOUT_MS = 30_000;

let millrace: RunningMillrace;

beforeAll(async () => {
  millrace = await startMillrace();
}, UP_TIMEOUT_MS);

afterAll(() => millrace.stop(), UP_TIMEOUT_MS);

test('what it sends is found by its trace, with level, service and numbers', async () => {
  const sent = await millrace.shell('node examples/kafkajs-producer/send-logs.js');
  const search = /^Kafka has taken 3 logs\. Find them: (.*)$/m.exec(sent.out)?.[1];
  expect(sent).toMatchObject({ status: 0 });
  const found = await waitFor(async () => {
    const lines = (await millrace.shell(`${search} --json`)).out.trim().split('\n');
    return lines.length === 3 ? lines.map((line) => JSON.parse(line) as Record<string, unknown>) : undefined;
  }, SEARCHABLE_TIMEOUT_MS);
  expect(new Set(found.map((log) => log['service.name']))).toEqual(new Set(['kitchen']));
  expect(found.map(({ severity }) => severity).sort()).toEqual([13, 17, 9]);
  const boiling = found.find(({ message }) => message === 'the kettle boils');
  expect(boiling).toMatchObject({ numbers: { temperature_c: 99.4 }, 'correlation.source': 'trace' });
}, 60_000);

test('the commands of its page work as they stand', async () => {
  const scripts = await pageScripts(join(EXAMPLE, 'README.md'));
  expect(scripts).toHaveLength(1);
  for (const script of scripts) expect(await millrace.shell(script)).toMatchObject({ status: 0 });
});
