/** The public suffix list: which names nobody owns, and which domain somebody registered. */
import { parse } from 'tldts';

const ICANN_ONLY = { allowPrivateDomains: false, validateHostname: false } as const;
const WITH_PRIVATE = { allowPrivateDomains: true, validateHostname: false } as const;

/** Is it a suffix of the list's ICANN section, such as `co.uk`, under which strangers register names? */
export function isPublicSuffix(domain: string): boolean {
  const result = parse(domain, ICANN_ONLY);
  return result.isIcann === true && result.publicSuffix === domain;
}

/**
 * What one owner registered: `fabrikam.co.uk` for `chat.fabrikam.co.uk`. The private section counts, because two
 * names below `github.io` belong to strangers too. Undefined where the domain itself is a suffix.
 */
export function registrableDomain(domain: string): string | undefined {
  return parse(domain, WITH_PRIVATE).domain ?? undefined;
}
