/** What a probe found, in the words that every rendering shares. */
import { METHOD_LABELS, type Method } from '../../model/negotiation.ts';
import type { Attempt, DomainEvidence, FeaturesSeen, Presented, Vantage } from '../../model/probe.ts';
import type { DomainVerdict, Mender, OutcomeKind, ProbeReport, StreamOutcome } from '../../model/probe-verdict.ts';
import { overall } from '../../model/probe-verdict.ts';
import { METHOD_MEANINGS, METHOD_WORDS } from '../method-words.ts';
import { join, type Phrase, quote, say } from '../phrase.ts';

export const MENDERS: Readonly<Record<Mender, string>> = {
  us: 'we can mend it',
  partner: 'the partner can mend it',
  dns: 'whoever keeps the DNS can mend it',
};

/** `connects by SASL EXTERNAL over TLS (encrypted, by certificate)` */
export function outcomeWords(outcome: StreamOutcome): Phrase {
  if (outcome.kind !== 'connects') return [outcome.kind];
  const by = outcome.methods.map((method) => `${METHOD_LABELS[method]} (${METHOD_MEANINGS[method]})`).join(', or by ');
  return [`connects by ${by}`];
}

/** For a table's cell: `connects by certificate` */
export function outcomeBrief(outcome: StreamOutcome): string {
  if (outcome.kind !== 'connects') return outcome.kind;
  return `connects by ${outcome.methods.map((method) => METHOD_WORDS[method]).join(' or ')}`;
}

export function forcibleWords(methods: readonly Method[]): Phrase {
  const how = methods.includes('tcp-dialback') ? 'by hiding STARTTLS' : 'by showing another certificate';
  const what = methods.map((method) => METHOD_LABELS[method]).join(' or ');
  return [`somebody on the path could force ${what}, ${how}: the file permits it`];
}

/** `why` one after the other: message, then who can mend it and how. */
export function reasons(outcome: StreamOutcome): readonly { readonly message: Phrase; readonly remedy: Phrase }[] {
  if (outcome.kind === 'refused')
    return outcome.causes.map(({ message, mender, hint }) => ({
      message: [quote(message)],
      remedy: [`${MENDERS[mender]}: `, quote(hint)],
    }));
  if (outcome.kind === 'unknown')
    return outcome.missing.map(({ message, hint }) => ({
      message: [quote(message)],
      remedy: ['to know: ', quote(hint)],
    }));
  return [];
}

/** From where, and as whom: without it no verdict means anything. */
export function vantageWords(vantage: Vantage, presented: Presented): Phrase {
  const { ipv4, ipv6 } = vantage.families;
  const families =
    ipv4 && ipv6 ? 'IPv4 and IPv6' : ipv4 ? 'IPv4 only' : ipv6 ? 'IPv6 only' : 'no route to the internet';
  const resolvers = join(
    vantage.resolvers.map((resolver) => say`${resolver}`),
    ', ',
  );
  return [
    ...say`probed from ${vantage.host} (${[families]}; DNS `,
    ...(resolvers.length === 0 ? ['unknown'] : resolvers),
    '), ',
    ...asWhom(presented),
  ];
}

function asWhom({ from, certificate, authenticate }: Presented): Phrase {
  if (from === null) return ['without a name of ours'];
  if (certificate === null) return say`as ${from}, without a certificate: whether SASL EXTERNAL works was not seen`;
  return say`as ${from}, with the certificate ${quote(certificate.subject)}${[authenticate ? ', authenticating' : '']}`;
}

export function countsOf({ verdicts }: Pick<ProbeReport, 'verdicts'>): Readonly<Record<OutcomeKind, number>> {
  const count = (kind: OutcomeKind) => verdicts.filter((verdict) => overall(verdict) === kind).length;
  return { connects: count('connects'), refused: count('refused'), unknown: count('unknown') };
}

/** What the server that a stream of ours would use offers. */
export function serverWords(verdict: DomainVerdict): Phrase | undefined {
  const { server, evidence } = verdict;
  if (server === null) return undefined;
  const attempt = attemptOf(evidence, server);
  const transport = server.transport === 'direct-tls' ? 'direct TLS' : startTlsWords(attempt);
  const tls = attempt?.tls ?? null;
  return [
    ...say`${server.host} (${server.address}, port ${[String(server.port)]}), ${[transport]}`,
    ...(tls === null ? [] : say`, ${tls.version} with ${tls.cipher}`),
    ...offerWords(attempt),
  ];
}

export function attemptOf(
  { targets }: DomainEvidence,
  server: NonNullable<DomainVerdict['server']>,
): Attempt | undefined {
  return targets
    .filter(
      ({ host, port, transport }) => host === server.host && port === server.port && transport === server.transport,
    )
    .flatMap(({ attempts }) => attempts)
    .find(({ address }) => address === server.address);
}

function startTlsWords(attempt: Attempt | undefined): string {
  const before = attempt?.beforeTls;
  if (before === null || before === undefined) return 'STARTTLS not seen';
  if (before.features === null) return before.header.version === null ? 'a server before XMPP 1.0' : 'no features seen';
  return { absent: 'no STARTTLS', optional: 'STARTTLS optional', required: 'STARTTLS required' }[
    before.features.startTls
  ];
}

function offerWords(attempt: Attempt | undefined): Phrase {
  const features = (attempt?.onDirectTls ?? attempt?.afterTls ?? attempt?.beforeTls)?.features;
  if (features === null || features === undefined) return [];
  const offers = offersOf(features);
  return offers.length === 0 ? ['; offers nothing to authenticate by'] : ['; offers ', ...join(offers, ', ')];
}

function offersOf({ mechanisms, dialback, bidi }: FeaturesSeen): readonly Phrase[] {
  return [
    ...mechanisms.slice(0, 5).map((mechanism) => say`SASL ${mechanism}`),
    ...(dialback === 'absent' ? [] : [[dialback === 'errors' ? 'dialback' : 'dialback without errors']]),
    ...(bidi ? [['bidi']] : []),
  ];
}

/** The certificate that the server shows: names, until when, by whom. */
export function certificateWords(verdict: DomainVerdict): Phrase | undefined {
  const { server, evidence } = verdict;
  const tls = server === null ? undefined : attemptOf(evidence, server)?.tls;
  const own = tls?.chain[0];
  if (tls === undefined || tls === null || own === undefined) return undefined;
  const names = [...new Set([...own.names.dns, ...own.names.srv, ...own.names.xmpp])];
  const shown = names.slice(0, 4).map((name) => say`${name}`);
  const more = names.length - shown.length + own.names.omitted;
  return [
    ...(shown.length === 0 ? ['no names'] : join(shown, ', ')),
    ...(more > 0 ? [` and ${more} more`] : []),
    ...say`; until ${quote(own.notAfter.slice(0, 10))}; issued by ${quote(own.issuer)}; ${own.key.type}${[own.key.bits === null ? '' : ` ${own.key.bits} bits`]}`,
    ...(tls.trust.kind === 'trusted' ? [] : say`; not trusted: ${tls.trust.code}`),
  ];
}
