import { GOODS } from '../goods.js';
import type { TraceWriter } from '../trace-writer.js';

const SOLD_OUT = 0.03;

/** Somebody puts a product into their cart. */
export function fillCart(trace: TraceWriter): void {
  const { random } = trace;
  const [product] = random.pick(GOODS);
  const path = '/cart/items';
  const request = { 'http.request.method': 'POST', 'url.path': path };
  const web = trace.enter('web');
  web.say('info', `POST ${path} received`, request);
  trace.pass(random.duration(4));
  const cart = trace.enter('cart');
  const stock = trace.enter('stock');
  trace.pass(random.duration(11));
  const isSoldOut = random.chance(SOLD_OUT);
  if (isSoldOut) stock.leave('warn', `${product} is sold out`, { product });
  else stock.leave('info', `held 1 ${product} for a cart`, { product });
  trace.pass(random.duration(5));
  const outcome = isSoldOut ? 'left as it was' : `holds ${random.whole(1, 5)} items`;
  cart.leave('info', `cart ${outcome}`, { product });
  trace.pass(random.duration(3));
  const status = isSoldOut ? 409 : 201;
  web.leave('info', `POST ${path} ${status}`, { ...request, 'http.response.status_code': status });
}
