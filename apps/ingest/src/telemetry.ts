import { defineEvents } from '@millrace/runtime';
import type { Events, Logger, Telemetry } from '@millrace/runtime';
import { DEAD_LETTER_CODES } from '@millrace/schemas';
import type { Outcome } from '@millrace/schemas';
import { LOG_SOURCES } from './log-origin.js';
import type { LogSource } from './log-origin.js';
import type { Verdict } from './verdict.js';

const RAW_OUTCOMES = ['accepted', 'expired', 'dead-lettered'] as const satisfies readonly Outcome[];

/** A count by where the logs came from. */
const perSource = (metric: string, help: string) =>
  ({ metric, help, labels: { source: LOG_SOURCES } }) as const;

/** Everything ingest reports: metric and log line together. Nothing per record has a line. */
const CATALOGUE = {
  'logs-accepted': perSource('accepted_logs', 'Logs written to the topic logs and acknowledged.'),
  'logs-expired': perSource(
    'expired_logs',
    'Logs dropped because they were older than the retention when they came.',
  ),
  'logs-dead-lettered': {
    metric: 'dead_lettered_logs',
    help: 'Logs written to dead-letters and acknowledged.',
    labels: { source: LOG_SOURCES, code: DEAD_LETTER_CODES },
  },
  'logs-undeduplicated': perSource(
    'undeduplicated_logs',
    'Accepted logs that would be stored again if they were sent again.',
  ),
  'values-redacted': perSource('redacted_values', 'Secrets replaced in accepted logs.'),
  'records-settled': {
    metric: 'raw_records',
    help: 'Records of raw topics by outcome; the logs in them are counted apart.',
    labels: { outcome: RAW_OUTCOMES },
  },
  'body-received': { metric: 'body_bytes', help: 'Decompressed bytes of request bodies.' },
  'dependency-failed': {
    metric: 'dependency_failures',
    help: 'Requests refused and raw records held back because a server did not answer.',
    labels: { dependency: ['kafka', 'mongodb'] },
  },
  'raw-topics-changed': {
    metric: 'raw_topic_changes',
    help: 'Times the set of raw topics that are read changed.',
    level: 'info',
  },
  'raw-source-failed': {
    metric: 'raw_source_failures',
    help: 'Failed attempts to find raw topics or to join their consumer group.',
    level: 'warn',
  },
  'topic-drifted': {
    metric: 'topic_drifts',
    help: 'Existing topics that differ from their declaration.',
    level: 'warn',
  },
} as const;

/** Reports what ingest does. */
export interface IngestEvents {
  verdicts(source: LogSource, verdicts: readonly Verdict[]): void;
  recordsSettled(outcome: Outcome, count: number): void;
  bodyReceived(bytes: number): void;
  dependencyFailed(error: Error & { readonly dependency?: 'kafka' | 'mongodb' }): void;
  rawTopicsChanged(topics: readonly string[]): void;
  rawSourceFailed(error: unknown): void;
  topicDrifted(difference: string): void;
}

/** An outage is counted at every request but has a line only so often, ms. */
const OUTAGE_LINE_INTERVAL_MS = 5_000;

/** The recorders of the catalogue. */
export function createIngestEvents(
  sinks: { readonly telemetry: Telemetry; readonly logger: Logger },
  now: () => number = Date.now,
): IngestEvents {
  const events = defineEvents(CATALOGUE, sinks);
  const lastLineMs = new Map<string, number>();
  return {
    verdicts: (source, verdicts) => countVerdicts(events, source, verdicts),
    recordsSettled: (outcome, count) => events['records-settled']({ outcome }, { count }),
    bodyReceived: (bytes) => events['body-received']({}, { count: bytes }),
    dependencyFailed: (error) => {
      const dependency = error.dependency ?? 'kafka';
      events['dependency-failed']({ dependency });
      const sinceMs = now() - (lastLineMs.get(dependency) ?? Number.NEGATIVE_INFINITY);
      if (sinceMs < OUTAGE_LINE_INTERVAL_MS) return;
      lastLineMs.set(dependency, now());
      sinks.logger.warn('dependency-failed', { dependency, error });
    },
    rawTopicsChanged: (topics) => events['raw-topics-changed']({}, { fields: { topics: topics.join(',') } }),
    rawSourceFailed: (error) => events['raw-source-failed']({}, { fields: { error } }),
    topicDrifted: (difference) => events['topic-drifted']({}, { fields: { difference } }),
  };
}

function countVerdicts(
  events: Events<typeof CATALOGUE>,
  source: LogSource,
  verdicts: readonly Verdict[],
): void {
  const { accepted, expired, undeduplicated, redacted, letters } = sumVerdicts(verdicts);
  if (accepted > 0) events['logs-accepted']({ source }, { count: accepted });
  if (expired > 0) events['logs-expired']({ source }, { count: expired });
  if (undeduplicated > 0) events['logs-undeduplicated']({ source }, { count: undeduplicated });
  if (redacted > 0) events['values-redacted']({ source }, { count: redacted });
  for (const [code, count] of letters) events['logs-dead-lettered']({ source, code }, { count });
}

function sumVerdicts(verdicts: readonly Verdict[]) {
  const counts = {
    accepted: 0,
    expired: 0,
    undeduplicated: 0,
    redacted: 0,
    letters: new Map<string, number>(),
  };
  for (const verdict of verdicts) {
    if (verdict.outcome === 'expired') counts.expired++;
    else if (verdict.outcome === 'dead-lettered') {
      counts.letters.set(verdict.code, (counts.letters.get(verdict.code) ?? 0) + 1);
    } else {
      counts.accepted++;
      counts.redacted += verdict.canonical.redacted;
      if (verdict.undeduplicated) counts.undeduplicated++;
    }
  }
  return counts;
}
