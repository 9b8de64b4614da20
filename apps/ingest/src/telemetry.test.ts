import { createLogger, createTelemetry } from '@millrace/runtime';
import { describe, expect, it } from 'vitest';
import { DependencyError } from './dependency-error.js';
import { createIngestEvents } from './telemetry.js';

describe('the events of ingest', () => {
  it('counts an outage every time and writes a line about it every five seconds', async () => {
    const lines: string[] = [];
    let nowMs = 0;
    const telemetry = createTelemetry('ingest');
    const logger = createLogger('ingest', 'info', { write: (line: string) => void lines.push(line) });
    const events = createIngestEvents({ telemetry, logger }, () => nowMs);
    const outage = new DependencyError('mongodb', 'reading', new Error('no server answers'));
    for (nowMs = 0; nowMs < 10_000; nowMs += 100) events.dependencyFailed(outage);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('reading: no server answers');
    const { body } = await telemetry.expose();
    expect(body).toContain('millrace_ingest_dependency_failures_total{dependency="mongodb"} 100');
  });
});
