/** `probe-refused`: with these settings no stream connects. */
import { displayDomain } from '../../model/domain-name.ts';
import type { PartnerField } from '../../model/partner-fields.ts';
import type { CauseCode, DomainVerdict, RefusalCause, Suggestion } from '../../model/probe-verdict.ts';
import { type FindingContext, NOTHING, type ProbeRule, rangeAt } from '../rule.ts';
import { factsOf } from '../rule-facts.ts';

export const refused: ProbeRule = {
  ...factsOf('probe-refused'),
  check(context) {
    return refusals(context.verdict)
      .filter(({ code }) => code !== 'not-listed')
      .map((cause) => ({
        message: `${displayDomain(context.verdict.domain)} does not connect: ${cause.message}`,
        hint: hintFor(cause, context),
        ...rangeAt(context, SETTINGS[cause.code] ?? 'domain'),
      }));
  },
};

/** The same reason in both directions is told once. */
export function refusals({ outbound, inbound }: DomainVerdict): readonly RefusalCause[] {
  if (outbound.kind === 'refused') return outbound.causes;
  return inbound.kind === 'refused' ? inbound.causes : NOTHING;
}

const SETTINGS: Readonly<Partial<Record<CauseCode, PartnerField>>> = {
  'tls-missing': 'tlsNegotiation',
  'tls-required': 'tlsNegotiation',
  'tls-failed': 'tlsNegotiation',
  'certificate-invalid': 'saslNegotiation',
  'external-not-offered': 'saslNegotiation',
  'own-certificate-refused': 'saslNegotiation',
  'dialback-not-offered': 'dialbackNegotiation',
};

function hintFor({ code, mender, hint }: RefusalCause, { verdict }: FindingContext): string {
  const [strongest] = verdict.suggestions;
  if (SETTINGS[code] === undefined || strongest === undefined || strongest.lines.length === 0) return hint;
  const lines = linesOf(strongest);
  return mender === 'us' ? `write ${lines}` : `${hint}; or write ${lines}, which would connect`;
}

export function linesOf({ lines }: Suggestion): string {
  return lines.length < 3 ? lines.join(' and ') : `${lines.slice(0, -1).join(', ')} and ${lines.at(-1)}`;
}
