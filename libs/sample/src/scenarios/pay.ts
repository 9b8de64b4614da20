import { issuerTimeout } from '../faults.js';
import { TIMEOUT_PROBABILITY } from '../incident.js';
import type { Span, TraceWriter } from '../trace-writer.js';

/** What became of a payment. */
export type PaymentOutcome = 'settled' | 'declined' | 'failed';

const DECLINED = 0.03;
const ATTEMPTS = 2;
/** How long payments waits for the card issuer, ms. */
const ISSUER_TIMEOUT_MS = 4_000;

/** Payments asks the card issuer, which answers soon, but for the faulty version. */
export function pay(trace: TraceWriter, orderId: string): PaymentOutcome {
  const { random } = trace;
  const payments = trace.enter('payments');
  const details = { 'order.id': orderId };
  const isIncident = trace.isIncident();
  if (isIncident && random.chance(TIMEOUT_PROBABILITY)) {
    waitInVain(trace, payments, orderId);
    return 'failed';
  }
  trace.pass(isIncident ? random.whole(2_500, 3_900) : random.duration(180));
  if (random.chance(DECLINED)) {
    payments.leave('warn', 'payment declined: insufficient funds', details);
    return 'declined';
  }
  payments.leave('info', 'payment settled', details);
  return 'settled';
}

function waitInVain(trace: TraceWriter, payments: Span, orderId: string): void {
  for (let attempt = 1; attempt < ATTEMPTS; attempt += 1) {
    trace.pass(ISSUER_TIMEOUT_MS + trace.random.whole(1, 90));
    const message = `card issuer did not answer within ${ISSUER_TIMEOUT_MS} ms, trying again`;
    payments.leave('warn', message, { 'order.id': orderId, attempt });
  }
  trace.pass(ISSUER_TIMEOUT_MS + trace.random.whole(1, 90));
  payments.leave('error', 'payment failed: card issuer timed out', {
    ...{ 'order.id': orderId, attempt: ATTEMPTS },
    ...issuerTimeout(ISSUER_TIMEOUT_MS),
  });
}
