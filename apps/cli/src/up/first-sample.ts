import { createSample, type SampleLog } from '@millrace/sample';
import type { SendDeps } from '../client/send-batch.js';
import { deliverSample } from './sample-delivery.js';
import type { SampleMark } from './sample-mark.js';

/** What sending the first sample needs. */
export interface FirstSampleDeps {
  readonly send: SendDeps;
  readonly mark: SampleMark;
  /** Unix epoch, ms. */
  readonly now: () => number;
}

/** A sample that ingest has acknowledged. */
export interface SentSample {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly accepted: number;
}

/** Half an hour of the shop, about four and a half thousand logs. */
const SHAPE = { seed: 4, spanMs: 30 * 60_000, traces: 1_000 } as const;
const LOGS_PER_REQUEST = 500;
/** A sample that was begun longer ago is not taken up: its logs would soon expire, ms. */
const MAX_AGE_MS = 86_400_000;

/** When the sample that an earlier start began was to end; undefined when none was left unfinished lately. */
export async function unfinishedSample({ mark, now }: FirstSampleDeps): Promise<number | undefined> {
  const untilMs = await mark.read();
  return untilMs !== undefined && now() - untilMs < MAX_AGE_MS ? untilMs : undefined;
}

/**
 * Sends the shop's last half an hour through ingest: one request after the other, each under a key of its own that
 * follows from the sample alone.
 *
 * @param begunMs end of a sample that an earlier start began, which is then sent from its beginning and doubles nothing
 * @throws CliError when ingest cannot be reached or refuses; the signal's reason
 */
export async function sendFirstSample(
  deps: FirstSampleDeps,
  begunMs: number | undefined,
  signal: AbortSignal,
): Promise<SentSample> {
  const untilMs = begunMs ?? deps.now();
  await deps.mark.write(untilMs);
  let [accepted, requests] = [0, 0];
  for (const logs of inRequests(createSample({ ...SHAPE, untilMs }).logs())) {
    const idempotencyKey = `millrace-sample-${untilMs}-${requests++}`;
    accepted += await deliverSample(deps.send, { logs, idempotencyKey }, signal);
  }
  await deps.mark.clear();
  return { fromMs: untilMs - SHAPE.spanMs, untilMs, accepted };
}

function* inRequests(logs: Iterable<SampleLog>): Generator<readonly SampleLog[]> {
  let request: SampleLog[] = [];
  for (const log of logs) {
    request.push(log);
    if (request.length < LOGS_PER_REQUEST) continue;
    yield request;
    request = [];
  }
  if (request.length > 0) yield request;
}
