/** Digests as people type and read them. Apart from digest.ts, because what only shows one needs no cryptography. */

/** The shortest prefix of a digest's hexadecimal part that may stand for it. */
export const DIGEST_PREFIX = 12;

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
