/**
 * Where a deployment is reached: an https URL, or http on this machine. A token travels with every request, so nothing
 * may be ambiguous about where to.
 */

export interface UrlProblem {
  /** Completes the sentence "… : ". */
  readonly reason: string;
  readonly hint: string;
}

export function urlProblem(text: string): UrlProblem | undefined {
  const url = parsed(text);
  if (url === undefined || /[\s\x00-\x1f\x7f\\]/.test(text)) return { reason: 'it is not a URL', hint: EXAMPLE };
  if (url.username !== '' || url.password !== '' || /^[a-z]+:\/\/[^/]*@/i.test(text))
    return { reason: 'it holds a user or a password', hint: 'remove them: the secret is `token: env:NAME`' };
  if (/[?#]/.test(text)) return { reason: 'it has a query or a fragment', hint: EXAMPLE };
  if (url.protocol === 'https:') return undefined;
  if (url.protocol !== 'http:') return { reason: 'it is neither https nor http', hint: EXAMPLE };
  if (isLoopback(url.hostname)) return undefined;
  const hint = `write https://${url.host}${url.pathname}; http would show the token to the network`;
  return { reason: 'http is for this machine only (127.0.0.1, [::1], localhost)', hint };
}

function parsed(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

const EXAMPLE = 'write it as https://xmpp.contoso.com:5281/partner-policy';

/** RFC 6761 §6.3 for the name; `URL` has written addresses in their one form by now. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
}
