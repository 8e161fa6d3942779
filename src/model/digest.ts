/** Canonical JSON (RFC 8785) and the digests made of it: the same situation gives the same digest, everywhere. */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Change } from './change.ts';
import { compareText } from './diagnostic.ts';
import type { PartnerSettings } from './partner.ts';

/** The shortest prefix of a digest's hexadecimal part that may stand for it. */
export const DIGEST_PREFIX = 12;

function sha256(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('a digest needs a JSON value');
  return `sha256:${createHash('sha256').update(text, 'utf8').digest('hex')}`;
}

/** Of one change in one deployment. Commits, evidence, causes and sessions are not in it. */
export function changeDigest(
  deployment: string,
  change: Pick<Change, 'action' | 'domain' | 'before' | 'after'>,
): string {
  const { action, domain, before, after } = change;
  return sha256({ deployment, action, domain, before, after });
}

export function planDigest(changes: readonly Pick<Change, 'digest'>[]): string {
  return sha256(changes.map((change) => change.digest).sort(compareText));
}

/** Of a set of partners, whatever their order. */
export function partnersDigest(partners: readonly PartnerSettings[]): string {
  return sha256([...partners].sort((a, b) => compareText(a.domain, b.domain)));
}

/** Does what somebody typed (with or without `sha256:`, at least 12 digits) name this digest? */
export function matchesDigest(typed: string, digest: string): boolean {
  const wanted = typed.toLowerCase().replace(/^sha256:/, '');
  return isDigestPrefix(typed) && digest.slice('sha256:'.length).startsWith(wanted);
}

export function isDigestPrefix(typed: string): boolean {
  const wanted = typed.toLowerCase().replace(/^sha256:/, '');
  return wanted.length >= DIGEST_PREFIX && wanted.length <= 64 && /^[0-9a-f]+$/.test(wanted);
}

/** Long enough to be typed safely, short enough to be read. */
export function shortDigest(digest: string): string {
  return digest.slice('sha256:'.length, 'sha256:'.length + DIGEST_PREFIX);
}
