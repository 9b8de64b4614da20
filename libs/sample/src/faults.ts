import type { SampleDetails } from './sample-log.js';

/** An error as a service logs it: type, message and the stack trace of its language. */
function fault(type: string, message: string, stack: readonly string[]): SampleDetails {
  return { 'error.type': type, 'error.message': message, 'error.stack_trace': stack.join('\n') };
}

/** The card issuer does not answer payments (Java). */
export function issuerTimeout(waitedMs: number): SampleDetails {
  const type = 'java.net.SocketTimeoutException';
  const message = `Read timed out after ${waitedMs} ms`;
  return fault(type, message, [
    `shop.payments.IssuerException: card issuer did not answer`,
    '\tat shop.payments.issuer.IssuerClient.authorise(IssuerClient.java:118)',
    '\tat shop.payments.PaymentService.settle(PaymentService.java:64)',
    '\tat shop.payments.http.PaymentResource.post(PaymentResource.java:41)',
    '\tat java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1144)',
    '\tat java.base/java.lang.Thread.run(Thread.java:1583)',
    `Caused by: ${type}: ${message}`,
    '\tat java.base/sun.nio.ch.NioSocketImpl.timedRead(NioSocketImpl.java:278)',
    '\tat java.base/java.net.Socket$SocketInputStream.read(Socket.java:1099)',
    '\tat shop.payments.issuer.IssuerClient.authorise(IssuerClient.java:107)',
    '\t... 4 more',
  ]);
}

/** A page that web cannot render (Node.js). */
export function brokenPage(product: string): SampleDetails {
  const message = "Cannot read properties of undefined (reading 'price')";
  return fault('TypeError', message, [
    `TypeError: ${message}`,
    '    at renderProduct (/srv/web/dist/pages/product.js:57:31)',
    `    at Object.handle (/srv/web/dist/routes/catalogue.js:22:18) { product: '${product}' }`,
    '    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
  ]);
}

/** The mail server hangs up on mail (Python). */
export function mailServerGone(): SampleDetails {
  const message = 'Connection unexpectedly closed';
  return fault('smtplib.SMTPServerDisconnected', message, [
    'Traceback (most recent call last):',
    '  File "/srv/mail/worker.py", line 88, in deliver',
    '    smtp.send_message(letter)',
    '  File "/usr/lib/python3.13/smtplib.py", line 986, in send_message',
    '    return self.sendmail(from_addr, to_addrs, flatmsg, mail_options, rcpt_options)',
    '  File "/usr/lib/python3.13/smtplib.py", line 405, in getreply',
    '    raise SMTPServerDisconnected("Connection unexpectedly closed")',
    `smtplib.SMTPServerDisconnected: ${message}`,
  ]);
}

/** A query that search gives up (Go). */
export function searchPanic(): SampleDetails {
  const message = 'runtime error: index out of range [12] with length 12';
  return fault('runtime.boundsError', message, [
    `panic: ${message}`,
    'goroutine 4711 [running]:',
    'shop/search/rank.(*Ranker).Top(0xc0004a2000, 0xd)',
    '\t/srv/search/rank/ranker.go:143 +0x2f4',
    'shop/search/api.(*Server).search(0xc0001b8120, {0x1a3c5e0, 0xc0002de7e0})',
    '\t/srv/search/api/server.go:71 +0x1b8',
  ]);
}
