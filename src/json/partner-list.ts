/** A list of partners: each is sound, and no domain stands twice. Pure; the list is hostile. */
import type { PartnerSettings } from '../model/partner.ts';
import { partnerProblem } from './partner.ts';
import type { Problem } from './problem.ts';

export function partnersProblem(partners: readonly unknown[]): Problem | undefined {
  const owners = new Map<string, number>();
  for (const [index, value] of partners.entries()) {
    const problem = partnerProblem(value, index);
    if (problem !== undefined) return problem;
    const { domain, additionalDomains } = value as PartnerSettings;
    const twice = claim(owners, domain, index) ?? additionalDomains.find((each) => claim(owners, each, index));
    if (twice === undefined) continue;
    const other = owners.get(twice) ?? index;
    const where = other === index ? 'in the same partner' : `in partners[${other}]`;
    const message = `partners[${index}] (${domain}): "${twice}" stands already ${where}`;
    return { message, hint: 'a domain belongs to one partner: remove one of the two' };
  }
  return undefined;
}

/** The domain itself where it is taken already. */
function claim(owners: Map<string, number>, domain: string, index: number): string | undefined {
  if (owners.has(domain)) return domain;
  owners.set(domain, index);
  return undefined;
}
