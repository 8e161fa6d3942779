/** The shape of saved evidence, member by member: the reading side of probe-json.ts and schemas/probe.schema.json. */

import { listOf, nullable, object, oneOf, type Read, text, truth, Unreadable, wholeNumber } from '../../json/decode.ts';
import { type Attempt, type DnsAnswer, type DomainEvidence, PHASES, type Target } from '../../model/probe.ts';
import type { CertificateSeen } from '../../model/probe-certificate.ts';
import { byKind } from './by-kind.ts';

const count = wholeNumber(0);

const milliseconds: Read<number> = (value, at) => {
  if (typeof value !== 'number' || !(value >= 0)) throw new Unreadable(`${at} is no duration`);
  return value;
};

/** ISO 8601 that names a moment. */
const moment: Read<string> = (value, at) => {
  if (Number.isNaN(Date.parse(text(value, at)))) throw new Unreadable(`${at} is no moment`);
  return text(value, at);
};

const of = <const K extends string>(kind: K) => ({ kind: oneOf([kind]) });
const bare = <const K extends string>(kind: K) => object(of(kind));

function answer<T>(record: Read<T>): Read<DnsAnswer<T>> {
  return byKind<DnsAnswer<T>>({
    found: object({ ...of('found'), records: listOf(record), omitted: count }),
    'no-records': bare('no-records'),
    'no-name': bare('no-name'),
    failed: object({
      ...of('failed'),
      reason: oneOf(['servfail', 'refused', 'timeout', 'unreachable', 'malformed', 'cut-short']),
    }),
  });
}

const srvAnswer = answer(object({ priority: count, weight: count, port: count, host: text }));
const addressAnswer = answer(text);

const certificate: Read<CertificateSeen> = object({
  subject: text,
  issuer: text,
  names: object({ dns: listOf(text), srv: listOf(text), xmpp: listOf(text), omitted: count }),
  notBefore: moment,
  notAfter: moment,
  extendedKeyUsage: nullable(listOf(text)),
  key: object({ type: text, bits: nullable(count), curve: nullable(text) }),
  signatureAlgorithm: text,
  fingerprint: text,
});

const features = object({
  startTls: oneOf(['absent', 'optional', 'required']),
  mechanisms: listOf(text),
  dialback: oneOf(['absent', 'plain', 'errors']),
  bidi: truth,
  others: listOf(text),
});

const stream = object({
  header: object({ from: nullable(text), id: nullable(text), version: nullable(text), dialbackNamespace: truth }),
  features: nullable(features),
});

const tls = object({
  version: text,
  cipher: text,
  alpn: nullable(text),
  chain: listOf(certificate),
  trust: byKind<NonNullable<Attempt['tls']>['trust']>({
    trusted: object({ ...of('trusted'), by: oneOf(['system', 'own-ca']) }),
    untrusted: object({ ...of('untrusted'), code: text }),
  }),
});

const end = byKind<Attempt['end']>({
  complete: bare('complete'),
  refused: bare('refused'),
  unreachable: object({ ...of('unreachable'), code: text }),
  timeout: object({ ...of('timeout'), afterMs: milliseconds }),
  reset: bare('reset'),
  closed: object({ ...of('closed'), properly: truth }),
  'stream-error': object({
    ...of('stream-error'),
    condition: text,
    text: nullable(text),
    application: nullable(text),
    otherHost: nullable(text),
  }),
  'starttls-failure': bare('starttls-failure'),
  'tls-failure': object({ ...of('tls-failure'), code: text, text }),
  'not-xmpp': object({
    ...of('not-xmpp'),
    breach: oneOf(['not-xml', 'forbidden-xml', 'not-a-stream', 'wrong-namespace', 'unexpected-element']),
    text,
  }),
  'too-much': object({ ...of('too-much'), bytes: count }),
  'not-tried': object({
    ...of('not-tried'),
    reason: oneOf(['forbidden-address', 'policy-error-before', 'same-address', 'limit']),
  }),
  'cut-short': object({ ...of('cut-short'), by: oneOf(['interruption', 'deadline']) }),
});

const authentication = byKind<Attempt['authentication']>({
  'not-tried': object({
    ...of('not-tried'),
    reason: oneOf(['not-asked', 'no-certificate', 'not-reached', 'tried-before']),
  }),
  'not-offered': bare('not-offered'),
  failed: object({ ...of('failed'), condition: text, text: nullable(text) }),
  'no-answer': bare('no-answer'),
  'success-then-ended': bare('success-then-ended'),
  accepted: bare('accepted'),
});

const phaseTimes = object({ total: milliseconds }, Object.fromEntries(PHASES.map((phase) => [phase, milliseconds])));

const attempt: Read<Attempt> = object({
  address: text,
  sameAs: nullable(text),
  phase: oneOf(PHASES),
  end,
  milliseconds: phaseTimes as Read<Attempt['milliseconds']>,
  beforeTls: nullable(stream),
  tls: nullable(tls),
  afterTls: nullable(stream),
  onDirectTls: nullable(stream),
  authentication,
});

const target: Read<Target> = object({
  origin: byKind<Target['origin']>({
    srv: object({ ...of('srv'), priority: count, weight: count }),
    fallback: bare('fallback'),
    proxy: bare('proxy'),
    'see-other-host': object({ ...of('see-other-host'), by: text }),
  }),
  transport: oneOf(['starttls', 'direct-tls']),
  host: text,
  port: count,
  ipv4: addressAnswer,
  ipv6: addressAnswer,
  attempts: listOf(attempt),
});

export const readVantage = object({
  host: text,
  resolvers: listOf(text),
  families: object({ ipv4: truth, ipv6: truth }),
});

export const readPresented = object({
  from: nullable(text),
  certificate: nullable(certificate),
  authenticate: truth,
});

export const readEvidence: Read<DomainEvidence> = object({
  domain: text,
  addressedAs: text,
  at: moment,
  vantage: readVantage,
  presented: readPresented,
  discovery: object({
    directTls: nullable(srvAnswer),
    startTls: nullable(srvAnswer),
    proxyFqdn: nullable(text),
    omittedTargets: count,
  }),
  targets: listOf(target),
  cutShort: nullable(oneOf(['interruption', 'deadline'])),
});
