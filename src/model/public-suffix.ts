/** The public suffix list: which names nobody owns, and which domain somebody registered. */
import { getDomain, getPublicSuffix, parse } from 'tldts';

/** Names come from files that say they are names: nothing is to be taken out of a URL. */
const PLAIN_NAME = { extractHostname: false, detectIp: false, validateHostname: false } as const;
const ICANN_ONLY = { ...PLAIN_NAME, allowPrivateDomains: false } as const;
const WITH_PRIVATE = { ...PLAIN_NAME, allowPrivateDomains: true } as const;

/** Is it a suffix of the list's ICANN section, such as `co.uk`, under which strangers register names? */
export function isPublicSuffix(domain: string): boolean {
  // The list's default rule makes a suffix of any last label: only there it matters whether the list knows it.
  return getPublicSuffix(domain, ICANN_ONLY) === domain && parse(domain, ICANN_ONLY).isIcann === true;
}

/**
 * What one owner registered: `fabrikam.co.uk` for `chat.fabrikam.co.uk`. The private section counts, because two
 * names below `github.io` belong to strangers too. Undefined where the domain itself is a suffix.
 */
export function registrableDomain(domain: string): string | undefined {
  return getDomain(domain, WITH_PRIVATE) ?? undefined;
}
