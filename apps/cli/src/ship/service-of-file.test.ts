import { expect, it } from 'vitest';
import { serviceOfFile } from './service-of-file.js';

it.each([
  ['/var/log/nginx/access.log', 'access'],
  ['OpenSSH.log', 'OpenSSH'],
  ['app.log.1', 'app'],
  ['app.log.2.gz', 'app'],
  ['checkout-2026-11-21.log', 'checkout'],
  ['checkout.20261121', 'checkout'],
  ['system.journal', 'system.journal'],
  ['.log', undefined],
])('names %s as the service %s', (file, service) => {
  expect(serviceOfFile(file)).toBe(service);
});
