/** The situations that every rendering of plans is looked at in. */
import type { Evidence } from '../../../src/model/change.ts';
import { shortDigest } from '../../../src/model/digest-prefix.ts';
import type { FailedPlan, PlanResult } from '../../../src/model/plan.ts';
import { partner } from '../../support/partners.ts';
import { add, COMMIT, type GivenPlan, plan, remove, update } from './plans.ts';

const ended: Evidence = {
  kind: 'commit',
  commit: COMMIT,
  author: 'Jane Doe',
  date: '2026-11-20T09:14:03+01:00',
  subject: 'End the agreement with Tailspin Toys (#214)',
  ended: 'deleted',
  file: 'partners/tailspintoys.com.yaml',
};

const FIRST = [
  partner('fabrikam.com', {
    description: 'Corporate XMPP service of Fabrikam, noc@fabrikam.com',
    additionalDomains: ['corp.fabrikam.com', 'it.fabrikam.com'],
    dialbackNegotiation: false,
  }),
  partner('conversations.im', { partnerType: 'PublicVerified', additionalDomains: ['conference.conversations.im'] }),
  partner('dismail.de', { partnerType: 'PublicVerified', saslNegotiation: 'Optional' }),
  partner('jabber.ccc.de', { partnerType: 'PublicUnverified', saslNegotiation: 'Optional', connectionLimit: 20 }),
  partner('legacy.woodgrovebank.com', {
    tlsNegotiation: 'Optional',
    saslNegotiation: 'NotSupported',
    proxyFqdn: 'xmpp-gw.woodgrovebank.com',
  }),
  partner('xn--bcher-kva.example', { additionalDomains: ['chat.xn--bcher-kva.example'] }),
];

/** Everything is new. */
export const firstPlan = plan(
  FIRST.map((each) => add(each)),
  { unchanged: 0 },
);

const fabrikam = partner('fabrikam.com', {
  additionalDomains: ['corp.fabrikam.com', 'it.fabrikam.com', 'old.fabrikam.com'],
  description:
    'Corporate XMPP service of Fabrikam, run by their network operations centre, noc@fabrikam.com, ticket 4711',
  connectionLimit: 10,
});

const MIXED = [
  update(
    fabrikam,
    { tlsNegotiation: 'Optional', saslNegotiation: 'Optional' },
    { effects: ['weakens'], causes: ['proposed'] },
  ),
  update(
    partner('northwind.example', { saslNegotiation: 'Optional' }),
    { proxyFqdn: 'xmpp-edge.hosting.example', connectionLimit: 50 },
    { effects: ['weakens'], causes: ['pending', 'drift'] },
  ),
  remove(partner('tailspintoys.com', { additionalDomains: ['chat.tailspintoys.com', 'conference.tailspintoys.com'] }), {
    causes: ['proposed'],
    evidence: ended,
    endsSessions: [
      { domain: 'chat.tailspintoys.com', direction: 'inbound', method: 'sasl-tls' },
      { domain: 'tailspintoys.com', direction: 'inbound', method: 'sasl-tls' },
      { domain: 'tailspintoys.com', direction: 'outbound', method: 'tls-dialback' },
    ],
  }),
  update(
    partner('adatum.example', { additionalDomains: ['chat.adatum.example'] }),
    { additionalDomains: ['conference.adatum.example', 'muc.adatum.example'] },
    { effects: ['closes', 'opens'], causes: ['proposed'] },
  ),
  add(partner('xn--bcher-kva.example', { additionalDomains: ['chat.xn--bcher-kva.example'] }), {
    causes: ['proposed'],
  }),
  update(
    partner('proseware.example', { tlsNegotiation: 'Optional', saslNegotiation: 'NotSupported' }),
    { tlsNegotiation: 'Required', saslNegotiation: 'Required' },
    { effects: ['tightens'], causes: ['drift'] },
  ),
  update(
    partner('wingtiptoys.example', { description: fabrikam.description, connectionLimit: 10 }),
    {
      description:
        'Corporate chat service of Fabrikam, run by their network operations centre, support@fabrikam.com, ticket 4711',
      connectionLimit: null,
      keepAlive: false,
    },
    { effects: ['neutral'], causes: ['pending'] },
  ),
];

const mixedExtras: GivenPlan = {
  unmanaged: [
    { domain: 'litware.example', reason: 'never-declared', settings: partner('litware.example') },
    { domain: 'oldcorp.example', reason: 'uncommitted', settings: partner('oldcorp.example') },
  ],
  blocked: [
    {
      domain: 'conference.contoso.example',
      partner: 'contoso.example',
      reason: 'spam wave',
      actor: 'jane',
      at: '2026-11-21T22:03:00Z',
      until: '2026-12-01',
    },
  ],
};

const mixedDigest = shortDigest(plan(MIXED).digest);

/** Something of every kind. */
export const mixedPlan = plan(MIXED, {
  ...mixedExtras,
  refusals: [
    {
      guard: 'reopens',
      message: '1 change would undo what somebody did on the server by hand: proseware.example',
      override: `partnerctl apply --deployment edge-eu --override ${mixedDigest}`,
    },
  ],
  diagnostics: [
    {
      code: 'guard-reopens',
      severity: 'warning',
      message: '1 change would undo what somebody did on the server by hand: proseware.example',
      hint: 'an apply will be refused',
    },
    {
      code: 'domain-conflict',
      severity: 'error',
      message: 'im.litware.example is declared by adventure.example, but the live partner litware.example holds it',
      hint: 'remove it from one of them',
      range: {
        file: 'partners/adventure.example.yaml',
        start: { line: 4, column: 5 },
        end: { line: 4, column: 23 },
      },
    },
  ],
});

/** Long lists. */
export const largePlan = plan(
  [
    ...Array.from({ length: 60 }, (_, index) =>
      update(partner(`weak${index}.example`), { saslNegotiation: 'Optional' }, { effects: ['weakens'] }),
    ),
    ...Array.from({ length: 4800 }, (_, index) => add(partner(`partner-${String(index).padStart(4, '0')}.example`))),
    ...Array.from({ length: 140 }, (_, index) =>
      update(partner(`limit${index}.example`), { connectionLimit: 10 }, { effects: ['neutral'] }),
    ),
  ],
  { unchanged: 95_000 },
);

export const failedPlan: FailedPlan = {
  deployment: 'edge-us',
  error: {
    code: 'read-failed',
    message: 'https://xmpp-us.contoso.com:5281/partner-policy did not answer within 30 s',
    hint: 'is the server up, and may this machine reach it?',
  },
};

export const nothingPlan = plan([], { unchanged: 15 });
export const nothingButUnmanaged = plan([], { unchanged: 15, ...mixedExtras });

/** What an attacker would write wherever text is free. */
export const HOSTILE =
  '\u001b[2J\u202etxt.exe</details><!-- @contoso/admins #1 https://evil.example www.evil.example |`` ``` ~~~\n::error::x\n##[group]x $x$ [a](b) ![a](b) \\| :tada: GH-1';

const hostilePartner = partner('evil.example', { description: HOSTILE, proxyFqdn: HOSTILE });

export const hostilePlan: readonly PlanResult[] = [
  plan(
    [
      update(hostilePartner, { description: `${HOSTILE} ${HOSTILE}`, proxyFqdn: null }, { effects: ['weakens'] }),
      remove(hostilePartner, {
        evidence: { ...ended, author: HOSTILE, subject: HOSTILE, file: `partners/${HOSTILE}` },
      }),
      remove(partner(HOSTILE, { additionalDomains: [HOSTILE] }), {
        evidence: { kind: 'replaced', files: [HOSTILE] },
        endsSessions: [{ domain: HOSTILE, direction: 'inbound', method: null }],
      }),
    ],
    {
      unmanaged: [{ domain: HOSTILE, reason: 'outside-git', settings: hostilePartner }],
      blocked: [{ domain: HOSTILE, partner: HOSTILE, reason: HOSTILE, actor: HOSTILE, at: HOSTILE, until: HOSTILE }],
      diagnostics: [{ code: 'domain-conflict', severity: 'error', message: HOSTILE, hint: HOSTILE }],
      refusals: [{ guard: 'ownership', message: HOSTILE, override: `partnerctl ${HOSTILE}` }],
      live: { revision: HOSTILE, digest: nothingPlan.digest },
    },
  ),
  { deployment: HOSTILE, error: { code: 'read-failed', message: HOSTILE, hint: HOSTILE } },
];
