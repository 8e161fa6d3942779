/** How the deployment in memory writes a batch: whole or not at all where it is atomic, else one after the other. */
import type { ChangeResult, WriteChange, WriteContext } from '../../src/model/adapter.ts';
import { permittedMethods, sameMethods } from '../../src/model/negotiation.ts';
import { domainsOf, PARTNER_DEFAULTS, type PartnerSettings } from '../../src/model/partner.ts';
import { differingFields, PARTNER_FIELDS } from '../../src/model/partner-fields.ts';
import type { MemoryDeployment } from './memory-adapter.ts';

type Partners = Map<string, PartnerSettings>;

const NEGOTIATION_FIELDS: readonly string[] = ['tlsNegotiation', 'saslNegotiation', 'dialbackNegotiation'];

export function writeBatch(
  deployment: MemoryDeployment,
  changes: readonly WriteChange[],
  context: WriteContext,
): readonly ChangeResult[] {
  const results = deployment.capabilities.atomic ? whole(deployment, changes) : oneByOne(deployment, changes, context);
  const { commit, workspace, actor } = context;
  const allApplied = results.every((result) => result.outcome === 'applied');
  if (deployment.capabilities.recordsCommit && commit !== null && allApplied)
    deployment.lastApplied = { workspace, commit, actor, at: deployment.now().toISOString() };
  return results;
}

function whole(deployment: MemoryDeployment, changes: readonly WriteChange[]): readonly ChangeResult[] {
  const next: Partners = new Map(deployment.partners);
  const problems = new Map<WriteChange, string>();
  for (const change of changes) {
    const problem = inexpressible(deployment, change);
    if (problem !== undefined) problems.set(change, problem);
    set(deployment, next, change);
  }
  for (const change of changes) {
    const problem = conflict(next, change);
    if (problem !== undefined) problems.set(change, problem);
  }
  if (problems.size > 0)
    return changes.map((change) => {
      const problem = problems.get(change);
      return problem === undefined ? result(change, 'skipped') : failed(change, problem);
    });
  replace(deployment.partners, next);
  return changes.map((change) => applied(deployment, change));
}

/** A clean stop between two writes: what was not begun is skipped. */
function oneByOne(
  deployment: MemoryDeployment,
  changes: readonly WriteChange[],
  { signal }: WriteContext,
): readonly ChangeResult[] {
  return changes.map((change) => {
    if (signal.aborted) return result(change, 'skipped');
    const next: Partners = new Map(deployment.partners);
    set(deployment, next, change);
    const problem = inexpressible(deployment, change) ?? conflict(next, change);
    if (problem !== undefined) return failed(change, problem);
    replace(deployment.partners, next);
    return applied(deployment, change);
  });
}

function set(deployment: MemoryDeployment, partners: Partners, { domain, after }: WriteChange): void {
  if (after === null) partners.delete(domain);
  else partners.set(domain, held(deployment, after));
}

function replace(partners: Partners, next: Partners): void {
  partners.clear();
  for (const [domain, partner] of next) partners.set(domain, partner);
}

/** What the deployment has after a change to `after`: the fields that it lacks are as they are for everybody. */
function held({ capabilities }: MemoryDeployment, after: PartnerSettings): PartnerSettings {
  const everybody: Partial<PartnerSettings> = { ...PARTNER_DEFAULTS, partnerType: 'Federated', ...capabilities.fixed };
  const lacking = PARTNER_FIELDS.filter(({ field }) => !capabilities.fields.has(field));
  return { ...after, ...Object.fromEntries(lacking.map(({ field }) => [field, everybody[field]])) };
}

/**
 * Fields that would be lost. The negotiation settings agree where they permit the same methods, the partner types where
 * neither is PublicUnverified, which alone asks something of a server.
 */
function inexpressible(deployment: MemoryDeployment, { after }: WriteChange): string | undefined {
  if (after === null) return undefined;
  const stored = held(deployment, after);
  const agrees = sameMethods(permittedMethods(after), permittedMethods(stored));
  const alike = ![after.partnerType, stored.partnerType].includes('PublicUnverified');
  const lost = differingFields(after, stored).filter(
    (field) => !(agrees && NEGOTIATION_FIELDS.includes(field)) && !(alike && field === 'partnerType'),
  );
  return lost.length === 0 ? undefined : `it cannot hold ${lost.join(', ')}`;
}

function conflict(partners: Partners, { domain, after }: WriteChange): string | undefined {
  if (after === null) return undefined;
  const own = new Set(domainsOf(after));
  for (const other of partners.values()) {
    const shared = other.domain === domain ? undefined : domainsOf(other).find((covered) => own.has(covered));
    if (shared !== undefined) return `${shared} belongs to ${other.domain}`;
  }
  return undefined;
}

function failed(change: WriteChange, message: string): ChangeResult {
  return { ...result(change, 'failed'), error: { code: 'write-refused', message, hint: 'this is a test' } };
}

function result({ action, domain }: WriteChange, outcome: ChangeResult['outcome']): ChangeResult {
  return { action, domain, outcome };
}

function applied(deployment: MemoryDeployment, change: WriteChange): ChangeResult {
  const endedSessions = deployment.keepsSessions ? [] : endSessions(deployment, change);
  return { ...result(change, 'applied'), ...(endedSessions.length > 0 && { endedSessions }) };
}

/** Sessions of the partner's domains that nobody permits any more. */
function endSessions(deployment: MemoryDeployment, { before, after }: WriteChange) {
  const touched = new Set([...(before === null ? [] : domainsOf(before)), ...(after === null ? [] : domainsOf(after))]);
  const partners = [...deployment.partners.values()];
  const ended = deployment.sessions.filter(({ domain, method }) => {
    if (!touched.has(domain)) return false;
    const owner = partners.find((partner) => domainsOf(partner).includes(domain));
    return owner === undefined || (method !== null && !permittedMethods(owner).includes(method));
  });
  deployment.sessions = deployment.sessions.filter((session) => !ended.includes(session));
  return ended;
}
