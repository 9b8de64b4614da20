import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';

/**
 * `node serve.js`: serves the page on this machine, and asks for its tickets here, so that the key never reaches the
 * browser. A ticket opens one connection within 30 seconds, for this page's origin alone.
 */

const home = process.env['MILLRACE_HOME'] ?? join(import.meta.dirname, '../../.millrace');
/** @type {Record<string, readonly [file: string, type: string]>} */
const FILES = {
  '/': ['index.html', 'text/html'],
  '/tail.js': ['tail.js', 'text/javascript'],
  '/simple.html': ['simple.html', 'text/html'],
};

/** @param {string} origin */
async function issueTicket(origin) {
  const { apiUrl, key } = JSON.parse(await readFile(join(home, 'credentials.json'), 'utf8'));
  const response = await fetch(`${apiUrl}/v1/tickets`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ origin }),
  });
  return { status: response.status, type: 'application/json', body: await response.text() };
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {string} origin
 */
async function answer({ method, url = '', headers }, origin) {
  // Under another name than its own, this server was reached by a trick of DNS.
  if (`http://${headers.host}` !== origin) return { status: 421, type: 'text/plain', body: 'not here' };
  const file = FILES[url.split('?', 1)[0] ?? ''];
  if (method === 'GET' && file)
    return { status: 200, type: file[1], body: await readFile(join(import.meta.dirname, file[0])) };
  // Browsers say on POST which page asks; another page gets no ticket.
  if (method === 'POST' && url === '/ticket' && headers.origin === origin) return await issueTicket(origin);
  return { status: 404, type: 'text/plain', body: 'no such page' };
}

const server = createServer(async (request, response) => {
  const { status, type, body } = await answer(request, originOf()).catch((error) => {
    console.error(
      `answering ${request.url}: ${error.message}. Is Millrace running? Start it with npm start.`,
    );
    return {
      status: 503,
      type: 'text/plain',
      body: 'Millrace does not answer, see the terminal of this page',
    };
  });
  response.writeHead(status, { 'content-type': type, 'x-content-type-options': 'nosniff' }).end(body);
});

function originOf() {
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

server.listen(Number(process.env['PORT'] ?? 8000), '127.0.0.1', () => console.log(`Open ${originOf()}/`));
