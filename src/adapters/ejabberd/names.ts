/** What things are called in the server's configuration. Names tell what is ours: nothing else begins like this. */
import { createHash } from 'node:crypto';

/** The access rule that `s2s_access` of the main file names. */
export const RULE = 'partnerctl';

const PREFIX = `${RULE}_`;

/** How many streams ejabberd opens to a domain at once; both count, and the smaller one wins. */
export const STREAM_RULES = ['max_s2s_connections', 'max_s2s_connections_per_node'] as const;

/** What the fragment may hold, and so what the main file's `allow_only` lists. */
export const SECTIONS = ['acl', 'access_rules', 'shaper_rules'] as const;

/** An Erlang atom has at most 255 characters; a domain has up to 253. */
const LONGEST_NAME = 255;

/** Of the acl with the partner's domains. Its primary domain can be read in it, unless that is too long for a name. */
export function aclName(domain: string): string {
  const name = PREFIX + domain;
  return name.length <= LONGEST_NAME ? name : PREFIX + createHash('sha256').update(domain).digest('hex');
}

export function isAclName(name: string): boolean {
  return name.startsWith(PREFIX);
}
