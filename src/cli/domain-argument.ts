/** Domains on the command line: any spelling is taken, one form goes on. */
import { canonicalDomain } from '../model/domain-name.ts';
import { UsageError } from '../model/errors.ts';

export function domainArgument(typed: string): string {
  const domain = canonicalDomain(typed);
  if (domain !== undefined) return domain;
  throw new UsageError(`${JSON.stringify(typed)} is not a domain`, 'write a domain such as fabrikam.com');
}
