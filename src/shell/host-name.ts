/**
 * The host that a deployment names: a name and nothing else. It comes from a file that a pull request may change, and
 * goes onto a command line: user, port, key and way there are the business of the person's own ssh configuration.
 */

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);
/** RFC 1035 §2.3.4, without the root's dot. */
const LONGEST = 253;

/** A domain name in lower case, or an alias such as `edge-1`: never an option, a user, a port or an address with a scheme. */
export function isHostName(text: string): boolean {
  return text.length <= LONGEST && NAME.test(text);
}
