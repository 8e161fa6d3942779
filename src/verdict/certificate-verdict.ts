/** Is what a partner's server shows a valid certificate for the domain? Chain and names, as a server of ours would judge. */
import type { TlsSeen } from '../model/probe.ts';
import { type Naming, namingOf } from './certificate-names.ts';

export interface CertificateVerdict {
  /** `unknown`: it has more names than were read, or one of a kind that only some servers look at. */
  readonly validity: 'valid' | 'invalid' | 'unknown';
  /** Completes the sentence "its certificate …"; each reason why it is not valid. */
  readonly reasons: readonly string[];
  readonly naming: Naming;
}

export function judgeCertificate(
  { chain, trust }: Pick<TlsSeen, 'chain' | 'trust'>,
  domain: string,
): CertificateVerdict {
  const [own] = chain;
  if (own === undefined) return { validity: 'invalid', reasons: ['was not shown'], naming: 'no' };
  const naming = namingOf(own.names, domain);
  const reasons = trust.kind === 'untrusted' ? [distrust(trust.code)] : [];
  if (naming === 'yes') return { validity: reasons.length > 0 ? 'invalid' : 'valid', reasons, naming };
  if (naming === 'by-address' || own.names.omitted > 0)
    return { validity: reasons.length > 0 ? 'invalid' : 'unknown', reasons, naming };
  return { validity: 'invalid', reasons: [...reasons, `does not name ${domain}`], naming };
}

/** OpenSSL's codes, in words. */
const DISTRUST: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'has expired',
  CERT_NOT_YET_VALID: 'is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'comes from an authority that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT: 'comes without the certificates of its issuer',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'comes from an authority that is not known here, or without the certificates between',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'comes without the certificates of its issuer, or from one that is not known here',
  CERT_SIGNATURE_FAILURE: 'has a false signature',
  CERT_CHAIN_TOO_LONG: 'has too long a chain',
  CERT_REVOKED: 'was revoked',
  INVALID_PURPOSE: 'is not meant for servers',
  INVALID_CA: 'was issued by one that may not issue any',
  CA_MD_TOO_WEAK: 'has a signature that is too weak',
  EE_KEY_TOO_SMALL: 'has a key that is too small',
  CA_KEY_TOO_SMALL: 'was issued with a key that is too small',
};

function distrust(code: string): string {
  return DISTRUST[code] ?? `is not trusted (${code})`;
}
