/** Where a token may travel: https, or http on this machine, and nothing that two readers could read differently. */
import { expect, test } from 'vitest';
import { urlProblem } from '../../src/model/deployment-url.ts';

test.each([
  'https://xmpp.contoso.com:5281/partner-policy',
  'https://xmpp.contoso.com',
  'https://192.0.2.1/p/',
  'https://[2001:db8::1]:5281/p',
  'http://127.0.0.1:5280/partner-policy',
  'http://127.10.0.1:5280',
  'http://localhost:5280/',
  'http://[::1]:5280/',
])('%s can be used', (url) => {
  expect(urlProblem(url)).toBeUndefined();
});

test.each([
  ['', 'it is not a URL'],
  ['xmpp.contoso.com', 'it is not a URL'],
  ['https://', 'it is not a URL'],
  ['https://x.example\\@evil.example', 'it is not a URL'],
  ['https://x.example/a b', 'it is not a URL'],
  ['https://x.example/\n', 'it is not a URL'],
  ['ftp://x.example', 'it is neither https nor http'],
  ['file:///etc/passwd', 'it is neither https nor http'],
  ['unix:/run/x.sock', 'it is neither https nor http'],
  ['https://user@x.example', 'it holds a user or a password'],
  ['https://:@x.example', 'it holds a user or a password'],
  ['https://user:password@x.example', 'it holds a user or a password'],
  ['https://x.example/?token=1', 'it has a query or a fragment'],
  ['https://x.example/?', 'it has a query or a fragment'],
  ['https://x.example/#a', 'it has a query or a fragment'],
  ['http://xmpp.contoso.com', 'http is for this machine only (127.0.0.1, [::1], localhost)'],
  ['http://127.0.0.1.example.com', 'http is for this machine only (127.0.0.1, [::1], localhost)'],
  ['http://localhost.example.com', 'http is for this machine only (127.0.0.1, [::1], localhost)'],
  ['http://10.0.0.1', 'http is for this machine only (127.0.0.1, [::1], localhost)'],
  ['http://0.0.0.0', 'http is for this machine only (127.0.0.1, [::1], localhost)'],
])('%j cannot: %s', (url, reason) => {
  expect(urlProblem(url)?.reason).toBe(reason);
});
