/**
 * What a stream error means: who can mend it, or what this vantage could not see. The conditions are those of RFC 6120
 * §4.9.3; texts are only looked at where one condition stands for several things.
 *
 * Seen in servers: Prosody says `not-authorized` "Your server's certificate is …" as soon as it has seen a certificate
 * that it does not trust, `host-unknown` for a domain that it does not serve, `policy-violation` where s2s is off or
 * encryption is missing; an allow-list says `policy-violation` (mod_partner_policy, ejabberd's s2s_access after
 * dialback), `not-authorized` (Openfire), or `invalid-from` at the first stanza after EXTERNAL (ejabberd).
 */
import { displayDomain } from '../model/domain-name.ts';
import type { Phase, Presented, StreamErrorEnd } from '../model/probe.ts';
import type { Missing, RefusalCause } from '../model/probe-verdict.ts';
import { quoted } from '../model/quoted.ts';
import { missing } from './missing.ts';

/** A cause, or what is missing to know one. */
export type Meaning = RefusalCause | Missing;

export interface StreamErrorContext {
  readonly domain: string;
  readonly presented: Presented;
  readonly phase: Phase;
  /** Where it was said: `xmpp.fabrikam.com:5269`. */
  readonly place: string;
}

export function meaningOf(error: StreamErrorEnd, context: StreamErrorContext): Meaning {
  const { condition, text } = error;
  if (isAboutCertificate(error, context)) return certificateMeaning(error, context);
  switch (condition) {
    case 'host-unknown':
    case 'host-gone':
      return {
        code: 'host-unknown',
        mender: 'partner',
        message: `the server at ${context.place} does not serve ${displayDomain(context.domain)}: ${said(error)}`,
        hint: 'ask the partner which domain it federates as, and whether its DNS names the right server',
      };
    case 'policy-violation':
      if (/encrypt|\btls\b|secure/i.test(text ?? '')) return encryptionMeaning(error, context);
      return /disabled/i.test(text ?? '') ? streamError(error, context) : listMeaning(error, context);
    case 'not-authorized':
    case 'forbidden':
      return listMeaning(error, context);
    case 'invalid-from':
    case 'improper-addressing':
      return context.presented.from === null ? missing('no-from') : listMeaning(error, context);
    default:
      return streamError(error, context);
  }
}

/** After TLS, with a word about certificates, or without a word from a server that was shown none. */
function isAboutCertificate({ condition, text }: StreamErrorEnd, { phase, presented }: StreamErrorContext): boolean {
  if (!INSIDE_TLS.has(phase) || (condition !== 'not-authorized' && condition !== 'policy-violation')) return false;
  return /certificate/i.test(text ?? '') || (presented.certificate === null && condition === 'not-authorized');
}

const INSIDE_TLS: ReadonlySet<Phase> = new Set(['tls', 'secure-stream', 'secure-features', 'sasl', 'final-stream']);

function certificateMeaning(error: StreamErrorEnd, { presented, place }: StreamErrorContext): Meaning {
  if (presented.certificate === null) return missing('no-certificate');
  return {
    code: 'own-certificate-refused',
    mender: 'us',
    message: `the server at ${place} does not accept the certificate that was presented: ${said(error)}`,
    hint: 'present one that an authority known to the partner issued for the domain after --from',
  };
}

function encryptionMeaning(error: StreamErrorEnd, { place }: StreamErrorContext): RefusalCause {
  return {
    code: 'tls-required',
    mender: 'us',
    message: `the server at ${place} wants encryption first: ${said(error)}`,
    hint: 'write tlsNegotiation: Required',
  };
}

/** Before it knows who we are nobody can say that it has not listed us. */
function listMeaning(error: StreamErrorEnd, { presented, place }: StreamErrorContext): Meaning {
  if (presented.from === null) return missing('no-from');
  return notListed(presented.from, place, said(error));
}

export function notListed(from: string, place: string, words: string): RefusalCause {
  return {
    code: 'not-listed',
    mender: 'partner',
    message: `the server at ${place} refuses streams from ${displayDomain(from)}: ${words}`,
    hint: `the partner has probably not listed ${from} yet: ask it to allow ${from}`,
  };
}

function streamError(error: StreamErrorEnd, { place }: StreamErrorContext): RefusalCause {
  const { mender, hint } = OWNERS[error.condition] ?? OTHERWISE;
  return { code: 'stream-error', mender, message: `the server at ${place} ended the stream: ${said(error)}`, hint };
}

type Owner = Pick<RefusalCause, 'mender' | 'hint'>;

const OTHERWISE: Owner = { mender: 'partner', hint: 'ask the partner what its server’s log says' };

const OWNERS: Readonly<Partial<Record<string, Owner>>> = {
  'remote-connection-failed': {
    mender: 'us',
    hint: 'its server could not reach ours: check our own SRV records, firewall and port 5269',
  },
  'resource-constraint': {
    mender: 'partner',
    hint: 'its server is busy, or has a limit that is reached: try again later',
  },
  'system-shutdown': { mender: 'partner', hint: 'its server was stopping: try again later' },
  'connection-timeout': { mender: 'partner', hint: 'its server gave up waiting: try again later' },
  'unsupported-version': { mender: 'partner', hint: 'its server does not speak XMPP 1.0: it has to be updated' },
  'see-other-host': {
    mender: 'partner',
    hint: 'its server sends us from one host to another: its DNS should name the last',
  },
};

/** `policy-violation ("Server-to-server communication is disabled")` */
export function said({ condition, text }: StreamErrorEnd): string {
  return text === null || text === '' ? quotedWord(condition) : `${quotedWord(condition)} (${quoted(text, 120)})`;
}

function quotedWord(condition: string): string {
  return /^[a-z-]{1,40}$/.test(condition) ? condition : quoted(condition);
}
