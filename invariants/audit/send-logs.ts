import { makeLogs } from '../basic/make-logs.js';
import { createHttpSender } from '../harness/http-sender.js';
import type { Stack } from '../harness/stack.js';

const BATCH_LOGS = 200;
let sent = 1;

/** Sends good logs over HTTP, each of them new, and returns how many once all are acknowledged. */
export async function sendLogs(stack: Stack, count: number): Promise<number> {
  const wanted = { prefix: 'audit', from: sent, to: sent + count, nowMs: Date.now() };
  sent += count;
  const lines = [...makeLogs(wanted, Math.random)].filter(({ bad }) => !bad).map(({ line }) => line);
  const urls = stack.ingest.map(({ url }) => url);
  const send = createHttpSender({ urls, key: stack.key, random: Math.random });
  for (let at = 0; at < lines.length; at += BATCH_LOGS) await send(lines.slice(at, at + BATCH_LOGS));
  return lines.length;
}
