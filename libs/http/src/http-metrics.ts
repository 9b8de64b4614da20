import type { Telemetry } from '@millrace/runtime';

/** Upper bounds in seconds. */
const DURATION_BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Counts a request that was answered; `route` is the route's pattern, never the path that was asked for. */
export type CountRequest = (request: {
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly seconds: number;
}) => void;

/** The metrics of an HTTP server. */
export function httpMetrics(telemetry: Telemetry): CountRequest {
  const answered = telemetry.counter({
    name: 'http_requests',
    help: 'Requests answered, by route and status.',
    labels: ['route', 'method', 'status'],
  });
  const duration = telemetry.histogram(
    {
      name: 'http_request_duration_seconds',
      help: 'Time from the headers of a request to the end of its answer.',
      labels: ['route'],
    },
    DURATION_BUCKETS,
  );
  return ({ route, method, status, seconds }) => {
    answered({ route, method, status: String(status) });
    duration({ route }, seconds);
  };
}
