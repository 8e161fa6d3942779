/** Why a method does not work with this partner, who can mend it, and how: in words. */
import { METHOD_LABELS, type Method } from '../model/negotiation.ts';
import type { Attempt, DomainEvidence } from '../model/probe.ts';
import type { RefusalCause } from '../model/probe-verdict.ts';
import { judgeCertificate } from './certificate-verdict.ts';
import type { Explain } from './outcomes.ts';
import type { Obstacle } from './prediction.ts';

/** Streams of ours to the partner. What our own row does not permit needs no word: it is the reader's own choice. */
export function outboundWords(evidence: DomainEvidence, attempt: Attempt, place: string): Explain {
  return (method, obstacle) => {
    switch (obstacle) {
      case 'no-tls-there':
        return {
          code: 'tls-missing',
          mender: 'partner',
          message: `the server at ${place} does not offer encryption (STARTTLS)`,
          hint: 'ask the partner to enable TLS between servers',
        };
      case 'tls-required-there':
        return {
          code: 'tls-required',
          mender: 'us',
          message: `the server at ${place} requires encryption, and the file says tlsNegotiation: NotSupported`,
          hint: 'write tlsNegotiation: Required',
        };
      case 'not-permitted-there':
        return method === 'sasl-tls' ? externalMissing(evidence, attempt, place) : dialbackMissing(method, place);
      case 'certificate-invalid-there':
        return certificateInvalid(evidence, attempt, place);
      case 'certificate-invalid-here':
      case 'certificate-not-shown':
      case 'encrypted-anyway':
      case 'no-tls-here':
      case 'not-permitted-here':
      case 'tls-required-here':
        return undefined;
    }
  };
}

/** Streams of the partner to us: `there` is our server, and what it does not permit is the reader's choice. */
export function inboundWords(evidence: DomainEvidence, attempt: Attempt, place: string): Explain {
  return (method, obstacle) => {
    const words: Readonly<Partial<Record<Obstacle, RefusalCause | undefined>>> = {
      'no-tls-here': {
        code: 'tls-missing',
        mender: 'partner',
        message: `the server at ${place} does not offer encryption, so that it will hardly use it towards us`,
        hint: 'ask the partner to enable TLS between servers',
      },
      'tls-required-here': {
        code: 'tls-required',
        mender: 'us',
        message: `the server at ${place} requires encryption, and the file says tlsNegotiation: NotSupported`,
        hint: 'write tlsNegotiation: Required',
      },
      'certificate-invalid-here': certificateInvalid(evidence, attempt, place),
      'not-permitted-here':
        method === 'sasl-tls' ? externalMissing(evidence, attempt, place) : dialbackMissing(method, place),
    };
    return words[obstacle];
  };
}

function externalMissing({ presented }: DomainEvidence, { authentication }: Attempt, place: string): RefusalCause {
  if (authentication.kind === 'failed')
    return {
      code: 'own-certificate-refused',
      mender: 'us',
      message: `the server at ${place} refuses SASL EXTERNAL with the certificate that was presented: ${authentication.condition}`,
      hint: 'present a certificate that an authority known to the partner issued for the domain after --from',
    };
  const to = presented.from === null ? '' : ` to the certificate presented for ${presented.from}`;
  return {
    code: 'external-not-offered',
    mender: 'partner',
    message: `the server at ${place} does not offer SASL EXTERNAL${to}`,
    hint: 'ask the partner to enable SASL EXTERNAL, and whether it trusts the authority of that certificate',
  };
}

function dialbackMissing(method: Method, place: string): RefusalCause {
  return {
    code: 'dialback-not-offered',
    mender: 'partner',
    message: `the server at ${place} does not offer ${METHOD_LABELS[method]}`,
    hint: 'ask the partner to enable Server Dialback',
  };
}

function certificateInvalid({ domain }: DomainEvidence, { tls }: Attempt, place: string): RefusalCause | undefined {
  if (tls === null) return undefined;
  const reasons = judgeCertificate(tls, domain).reasons.join(' and ');
  return {
    code: 'certificate-invalid',
    mender: 'partner',
    message: `the certificate of the server at ${place} ${reasons}`,
    hint: `ask the partner for a certificate that a known authority issued for ${domain}`,
  };
}
