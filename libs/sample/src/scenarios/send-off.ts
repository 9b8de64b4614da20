import { mailServerGone } from '../faults.js';
import type { TraceWriter } from '../trace-writer.js';

const MAIL_TRIED_AGAIN = 0.04;
const MAIL_LOST = 0.005;

/** Shipping and mail take up a paid order on their own, side by side. */
export function sendOff(trace: TraceWriter, orderId: string): void {
  trace.aside(() => ship(trace, orderId));
  trace.aside(() => confirmByMail(trace, orderId));
}

function ship(trace: TraceWriter, orderId: string): void {
  const details = { 'order.id': orderId };
  trace.pass(trace.random.whole(200, 2_000));
  const shipping = trace.enter('shipping');
  shipping.say('info', 'packing list printed', details);
  trace.pass(trace.random.duration(900));
  shipping.leave('info', 'parcel handed to the carrier', details);
}

function confirmByMail(trace: TraceWriter, orderId: string): void {
  const { random } = trace;
  const details = { 'order.id': orderId };
  trace.pass(random.whole(100, 1_500));
  const mail = trace.enter('mail');
  if (random.chance(MAIL_TRIED_AGAIN)) {
    trace.pass(random.duration(60));
    mail.say('warn', 'mail server asked to come back later (451)', details);
    trace.pass(random.whole(3_000, 5_000));
  }
  trace.pass(random.duration(120));
  if (random.chance(MAIL_LOST))
    mail.leave('error', 'confirmation could not be sent', { ...details, ...mailServerGone() });
  else mail.leave('info', 'confirmation sent', details);
}
