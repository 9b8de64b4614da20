import { GOODS } from '../goods.js';
import type { Span, TraceWriter } from '../trace-writer.js';
import { pay } from './pay.js';
import { sendOff } from './send-off.js';

const PATH = '/checkout';
const REQUEST = { 'http.request.method': 'POST', 'url.path': PATH };

/** Somebody buys what is in their cart: the order goes through up to seven services. */
export function checkOut(trace: TraceWriter): void {
  const { random } = trace;
  const web = trace.enter('web');
  web.say('info', `POST ${PATH} received`, REQUEST);
  trace.pass(random.duration(4));
  const orderId = `A-${random.whole(10_000, 99_999)}`;
  const order = { 'order.id': orderId };
  handOverCart(trace);
  const orders = trace.enter('orders');
  orders.say('info', 'order received', order);
  trace.pass(random.duration(8));
  reserve(trace, orderId);
  const outcome = pay(trace, orderId);
  trace.pass(random.duration(6));
  if (outcome === 'settled') {
    orders.leave('info', 'order confirmed', order);
    sendOff(trace, orderId);
    answer(trace, web, 201);
  } else if (outcome === 'declined') {
    orders.leave('info', 'order cancelled', order);
    answer(trace, web, 402);
  } else {
    orders.leave('warn', 'order put on hold: it could not be paid', order);
    answer(trace, web, 504);
  }
}

function handOverCart(trace: TraceWriter): void {
  const { random } = trace;
  const cart = trace.enter('cart');
  trace.pass(random.duration(9));
  const [, price] = random.pick(GOODS);
  const total = price + random.whole(0, 60);
  cart.leave('info', `cart handed over, ${total} EUR`, { 'cart.total': total });
  trace.pass(random.duration(2));
}

function reserve(trace: TraceWriter, orderId: string): void {
  const { random } = trace;
  const stock = trace.enter('stock');
  trace.pass(random.duration(14));
  const [product] = random.pick(GOODS);
  const left = random.whole(0, 80);
  const details = { 'order.id': orderId, product, 'stock.left': left };
  stock.leave(left < 3 ? 'warn' : 'info', `reserved 1 ${product}, ${left} left`, details);
  trace.pass(random.duration(3));
}

function answer(trace: TraceWriter, web: Span, status: number): void {
  trace.pass(trace.random.duration(4));
  const level = status >= 500 ? 'error' : 'info';
  web.leave(level, `POST ${PATH} ${status}`, { ...REQUEST, 'http.response.status_code': status });
}
