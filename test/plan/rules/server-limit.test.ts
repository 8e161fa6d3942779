/** `server-limit`: what an option of the server rules out may not be promised by a file, row by row. */
import { describe, expect, it } from 'vitest';
import type { ServerLimit } from '../../../src/model/health.ts';
import { METHODS } from '../../../src/model/negotiation.ts';
import { serverLimits } from '../../../src/plan/rules/server-limit.ts';
import { declared, declaredIn } from '../../support/declared.ts';
import { partner } from '../../support/partners.ts';
import { ROWS } from '../rows.ts';
import { errorsOf, planOf } from '../situation.ts';

const EDGE = { name: 'edge-eu', adapter: 'http' };
const secureAuth: ServerLimit = {
  option: 's2s_secure_auth',
  value: 'true',
  excludes: ['tls-dialback', 'tcp-dialback'],
  only: null,
  except: [],
};
const encryption: ServerLimit = { ...secureAuth, option: 's2s_require_encryption', excludes: ['tcp-dialback'] };
const noTls: ServerLimit = {
  ...secureAuth,
  option: 'tls',
  value: 'not loaded',
  excludes: ['sasl-tls', 'tls-dialback'],
};
const noDialback: ServerLimit = { ...secureAuth, option: 'modules_disabled', value: 'dialback' };

describe.each([secureAuth, encryption, noTls, noDialback])('$option = $value', (limit) => {
  it.each(ROWS)('$name', ({ settings, methods }) => {
    const found = serverLimits([declared(partner('fabrikam.com', settings))], EDGE, [limit]);
    expect(found.length).toBe(methods.some((method) => limit.excludes.includes(method)) ? 1 : 0);
    for (const { code, severity, message } of found) {
      expect([code, severity]).toEqual(['server-limit', 'error']);
      for (const word of [limit.option, limit.value, 'fabrikam.com', 'edge-eu']) expect(message).toContain(word);
    }
  });
});

/** `message | hint` of everything that is found. */
function told(text: string, ...limits: readonly ServerLimit[]): readonly string[] {
  const file = declaredIn('partners/fabrikam.com.yaml', text);
  return serverLimits([file], EDGE, limits).map(({ message, hint }) => `${message} | ${hint}`);
}

describe('in words', () => {
  const DIALBACK = 'domain: fabrikam.com\npartnerType: Federated\nsaslNegotiation: Optional\n';

  it.each<readonly [string, string, ServerLimit, string]>([
    [
      'an option that is on',
      DIALBACK,
      secureAuth,
      'edge-eu (http) has s2s_secure_auth = true, which rules out Server Dialback over TLS: fabrikam.com permits it | set s2s_secure_auth = false on the server, or write saslNegotiation: Required in the file, or keep this partner off that deployment with `deployments:`',
    ],
    [
      'two methods',
      `${DIALBACK}tlsNegotiation: Optional\n`,
      secureAuth,
      'edge-eu (http) has s2s_secure_auth = true, which rules out Server Dialback over TLS and Server Dialback over plain TCP: fabrikam.com permits it | set s2s_secure_auth = false on the server, or write dialbackNegotiation: false in the file, or keep this partner off that deployment with `deployments:`',
    ],
    [
      'what is not an option of true or false',
      DIALBACK,
      noTls,
      'edge-eu (http) has tls = not loaded, which rules out SASL EXTERNAL over TLS and Server Dialback over TLS: fabrikam.com permits it | change tls on the server, or write tlsNegotiation: NotSupported, saslNegotiation: NotSupported in the file, or keep this partner off that deployment with `deployments:`',
    ],
    [
      'nothing is left',
      DIALBACK,
      { ...secureAuth, option: 's2s', value: 'false', excludes: METHODS },
      'edge-eu (http) has s2s = false, which rules out SASL EXTERNAL over TLS and Server Dialback over TLS: fabrikam.com permits it | set s2s = true on the server, or keep this partner off that deployment with `deployments:`',
    ],
    [
      'an option for chosen domains',
      `${DIALBACK}additionalDomains: [im.fabrikam.com]\n`,
      { ...secureAuth, option: 's2s_secure_domains', value: 'im.fabrikam.com', only: ['im.fabrikam.com', 'x.example'] },
      'edge-eu (http) has s2s_secure_domains = im.fabrikam.com, which rules out Server Dialback over TLS for im.fabrikam.com: fabrikam.com permits it | take im.fabrikam.com out of what s2s_secure_domains holds, or write saslNegotiation: Required in the file, or keep a partner with im.fabrikam.com off that deployment with `deployments:`',
    ],
  ])('%s', (_, text, limit, expected) => {
    expect(told(text, limit)).toEqual([expected]);
  });

  it.each<readonly [string, Partial<ServerLimit>]>([
    ['it is confined to others', { only: ['x.example'] }],
    ['it excepts the partner', { except: ['fabrikam.com'] }],
    ['it is confined to the partner and excepts it', { only: ['fabrikam.com'], except: ['fabrikam.com'] }],
  ])('nothing, where %s', (_, change) => {
    expect(told(DIALBACK, { ...secureAuth, ...change })).toEqual([]);
  });

  it('two options are two errors, and what to write instead satisfies both', () => {
    const found = told(`${DIALBACK}tlsNegotiation: Optional\n`, secureAuth, encryption);
    expect(found).toHaveLength(2);
    for (const each of found) expect(each).toContain('write dialbackNegotiation: false');
  });
});

it('points at what the file states', () => {
  const text = 'domain: fabrikam.com\npartnerType: Federated\nsaslNegotiation: Optional\n';
  const [found] = serverLimits([declaredIn('partners/fabrikam.com.yaml', text)], EDGE, [secureAuth]);
  expect(found?.range).toMatchObject({ file: 'partners/fabrikam.com.yaml', start: { line: 3, column: 18 } });
});

it('is an error of the plan, so that nothing of it can be applied', () => {
  const health = {
    enforcing: true,
    mode: 'enforce',
    revision: 'r1',
    reasons: [],
    limits: [secureAuth],
    departures: [],
  } as const;
  const lenient = partner('litware.example', { saslNegotiation: 'Optional' });
  expect(errorsOf(planOf({ desired: [partner('fabrikam.com'), lenient], health }))).toEqual([
    'server-limit: edge-eu (memory) has s2s_secure_auth = true, which rules out Server Dialback over TLS: litware.example permits it',
  ]);
});
