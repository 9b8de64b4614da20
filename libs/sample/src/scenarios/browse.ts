import { brokenPage, searchPanic } from '../faults.js';
import { GOODS, SEARCHES } from '../goods.js';
import type { Span, TraceWriter } from '../trace-writer.js';

const SLOW_SEARCH = 0.04;
const SEARCH_PANIC = 0.006;
const BROKEN_PAGE = 0.008;

/** Somebody searches the catalogue. Web speaks once the page is made, after the services that it asked. */
export function searchCatalogue(trace: TraceWriter): void {
  const { random } = trace;
  const words = random.pick(SEARCHES);
  const path = `/search?q=${words}`;
  const web = trace.enter('web');
  trace.pass(random.duration(3));
  if (!findProducts(trace, words)) {
    trace.pass(random.duration(2));
    web.leave('error', `GET ${path} 500`, response(path, 500));
    return;
  }
  readStock(trace, 'stock levels of the products found were read');
  finishPage(trace, web, path);
}

/** Somebody looks at a product. */
export function viewProduct(trace: TraceWriter): void {
  const { random } = trace;
  const [product] = random.pick(GOODS);
  const path = `/catalogue/${product}`;
  const web = trace.enter('web');
  trace.pass(random.duration(2));
  readStock(trace, `stock of ${product} read`);
  if (random.chance(BROKEN_PAGE)) {
    web.leave('error', `GET ${path} 500`, { ...response(path, 500), ...brokenPage(product) });
    return;
  }
  finishPage(trace, web, path);
}

function findProducts(trace: TraceWriter, words: string): boolean {
  const { random } = trace;
  const search = trace.enter('search');
  const isSlow = random.chance(SLOW_SEARCH);
  trace.pass(random.duration(isSlow ? 900 : 28));
  if (random.chance(SEARCH_PANIC)) {
    search.leave('error', `search for "${words}" failed`, searchPanic());
    return false;
  }
  const found = random.whole(1, 40);
  const message = `found ${found} products for "${words}"`;
  search.leave(isSlow ? 'warn' : 'info', isSlow ? `${message}, slowly` : message, {
    'search.results': found,
  });
  return true;
}

function readStock(trace: TraceWriter, message: string): void {
  const stock = trace.enter('stock');
  trace.pass(trace.random.duration(6));
  stock.leave('debug', message);
}

function finishPage(trace: TraceWriter, web: Span, path: string): void {
  trace.pass(trace.random.duration(9));
  web.leave('info', `GET ${path} 200`, response(path, 200));
}

function response(path: string, status: number) {
  return { 'http.request.method': 'GET', 'url.path': path, 'http.response.status_code': status };
}
