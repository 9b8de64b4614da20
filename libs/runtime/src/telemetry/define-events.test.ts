import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../logger.js';
import { defineEvents } from './define-events.js';
import { createTelemetry } from './telemetry.js';

function catalogue() {
  const lines: string[] = [];
  const sink = new PassThrough();
  sink.on('data', (line: Buffer) => lines.push(line.toString()));
  const telemetry = createTelemetry('probe-app');
  const events = defineEvents(
    {
      'records-dead-lettered': {
        metric: 'records_dead_lettered',
        help: 'Records written to dead letters.',
        level: 'warn',
        labels: { code: ['mapping', 'poison'] },
      },
      'batch-sent': { metric: 'batches_sent', help: 'Batches.' },
    },
    { telemetry, logger: createLogger('probe', 'info', sink) },
  );
  return { events, telemetry, lines };
}

describe('events', () => {
  it('are counted and logged under one name', async () => {
    const { events, telemetry, lines } = catalogue();
    events['records-dead-lettered']({ code: 'mapping' }, { count: 2, fields: { topic: 'logs' } });
    events['batch-sent']({});
    const { body } = await telemetry.expose();
    expect(body).toContain('millrace_probe_app_records_dead_lettered_total{code="mapping"} 2');
    expect(body).toContain('millrace_probe_app_batches_sent_total 1');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      'event.action': 'records-dead-lettered',
      code: 'mapping',
      count: 2,
      topic: 'logs',
    });
  });

  it('count a label value outside its closed set as other', async () => {
    const { events, telemetry } = catalogue();
    events['records-dead-lettered']({ code: 'id-4711' });
    const { body } = await telemetry.expose();
    expect(body).toContain('{code="other"} 1');
    expect(body).not.toContain('4711');
  });
});

describe('telemetry', () => {
  it('asks a gauge at each scrape and forgets values that are gone', async () => {
    const telemetry = createTelemetry('probe');
    let lags = [{ labels: { partition: '0' }, value: 5 }];
    telemetry.gauge({ name: 'lag_records', help: 'Lag.', labels: ['partition'] }, () => lags);
    expect((await telemetry.expose()).body).toContain('millrace_probe_lag_records{partition="0"} 5');
    lags = [];
    expect((await telemetry.expose()).body).not.toContain('partition="0"');
  });

  it('observes histograms and refuses malformed names', async () => {
    const telemetry = createTelemetry('probe');
    telemetry.histogram({ name: 'body_bytes', help: 'Bodies.' }, [1, 10])({}, 5);
    expect((await telemetry.expose()).body).toContain('millrace_probe_body_bytes_bucket{le="10"} 1');
    expect(() => telemetry.counter({ name: 'records_total', help: '' })).toThrow(RangeError);
    expect(() => telemetry.counter({ name: 'Records', help: '' })).toThrow(RangeError);
  });
});
