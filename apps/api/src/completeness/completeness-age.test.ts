import { createTelemetry } from '@millrace/runtime';
import { expect, it } from 'vitest';
import { addCompletenessAge } from './completeness-age.js';
import { createIndexProgress } from './index-progress.js';

const NOON_MS = Date.UTC(2026, 10, 21, 12);

/** The metric of a topic of one partition; times are seconds from noon. */
function scene() {
  const given = { now: 0, isCaughtUp: true };
  const progress = createIndexProgress();
  const telemetry = createTelemetry('api');
  addCompletenessAge(telemetry, {
    ...{ progress, clocks: { aheadMs: () => 0 }, logs: 'logs' },
    isCaughtUp: () => given.isCaughtUp,
    now: () => NOON_MS + given.now * 1_000,
  });
  const age = async () => {
    const { body } = await telemetry.expose();
    return /^millrace_api_completeness_age_seconds (\S+)$/m.exec(body)?.[1];
  };
  const look = (atSecond: number, high: number) =>
    progress.noteLook('logs', {
      ...{ topicId: 'a', ranges: [{ partition: 0, low: 0, high }] },
      askedAtMs: NOON_MS + atSecond * 1_000,
    });
  const mark = (offset: number, appended: number) =>
    progress.noteWatermark({
      ...{ topic: 'logs', partition: 0 },
      watermark: { v: 1, topicId: 'a', offset, appendedMs: NOON_MS + appended * 1_000, parked: [] },
    });
  return { given, look, mark, age };
}

it('grows while the index falls behind, and is small again once it has caught up', async () => {
  const { given, look, mark, age } = scene();
  mark(5, -3);
  look(0, 5);
  given.now = 1;
  expect(await age()).toBe('3');
  look(60, 9);
  given.now = 61.5;
  expect(await age()).toBe('63.5');
  mark(9, 60);
  expect(await age()).toBe('1.5');
});

it('grows while Kafka does not say where the logs end', async () => {
  const { given, look, mark, age } = scene();
  mark(5, -3);
  look(0, 5);
  given.now = 600;
  expect(await age()).toBe('602');
});

it('is infinite, never small, while nobody knows', async () => {
  const { given, look, mark, age } = scene();
  expect(await age()).toBe('+Inf');
  look(0, 5);
  expect(await age()).toBe('+Inf');
  mark(5, -3);
  given.isCaughtUp = false;
  expect(await age()).toBe('+Inf');
  given.isCaughtUp = true;
  expect(await age()).toBe('2');
});

it('is no less than nothing where Kafka’s clock is ahead', async () => {
  const { look, mark, age } = scene();
  mark(5, 7);
  look(0, 5);
  expect(await age()).toBe('0');
});
