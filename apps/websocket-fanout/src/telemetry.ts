import { CLOSE } from '@millrace/schemas';
import { defineEvents } from '@millrace/runtime';
import type { Logger, Telemetry } from '@millrace/runtime';

const CLOSE_NAMES = Object.values(CLOSE).map(({ name }) => name);

/** Every event of the fan-out: its counter and its log line. */
const FANOUT_EVENTS = {
  'connection-opened': { metric: 'opened_connections', help: 'Connections that were let in.' },
  'connection-refused': {
    metric: 'refused_connections',
    help: 'Connections closed for their credential or origin, by close reason.',
    level: 'debug',
    labels: { reason: CLOSE_NAMES },
  },
  'admission-failed': {
    metric: 'failed_admissions',
    help: 'Connections closed because their credential could not be looked up.',
    level: 'warn',
  },
  'connection-closed': {
    metric: 'closed_connections',
    help: 'Connections this node closed, by close reason.',
    level: 'debug',
    labels: { reason: CLOSE_NAMES },
  },
  'records-read': {
    metric: 'read_records',
    help: 'Records read from Kafka, by stream.',
    labels: { stream: ['logs', 'correlations'] },
  },
  'records-repeated': {
    metric: 'repeated_records',
    help: 'Records passed over because their id came before.',
    labels: { stream: ['logs', 'correlations'] },
  },
  'records-unreadable': {
    metric: 'unreadable_records',
    help: 'Records passed over because they are no document of a tenant.',
    labels: { stream: ['logs', 'correlations'] },
  },
  'offsets-expired': {
    metric: 'expired_offsets',
    help: 'Offsets that retention took before this node read them.',
    level: 'warn',
    labels: { stream: ['logs', 'correlations'] },
  },
  'session-failed': {
    metric: 'failed_sessions',
    help: 'Connections closed for a fault of this service.',
    level: 'error',
  },
  'ring-filled': { metric: 'filled_rings', help: 'Streams read backwards at the start.', level: 'info' },
  'fill-overdue': {
    metric: 'overdue_fills',
    help: 'Streams whose reading backwards was cut short: who left earlier than it reached is refused.',
    level: 'warn',
  },
  'keys-unread': {
    metric: 'failed_key_refreshes',
    help: 'Times signing keys or API keys could not be read.',
    level: 'warn',
  },
} as const;

/** The events of a fan-out node. */
export function createFanoutEvents(sinks: { readonly telemetry: Telemetry; readonly logger: Logger }) {
  return defineEvents(FANOUT_EVENTS, sinks);
}

/** See {@link createFanoutEvents}. */
export type FanoutEvents = ReturnType<typeof createFanoutEvents>;
