/** The text of a partner file that was written from observations: what was seen stands above it, as comments. Pure. */
import { METHOD_LABELS, type Method, permittedMethods } from '../model/negotiation.ts';
import type { Observation } from '../model/observed.ts';
import type { PartnerSettings } from '../model/partner.ts';
import { SCHEMA_MODELINE, writePartnerYaml } from '../yaml/write.ts';
import { type SeenDomain, type SeenPartner, STRICTEST } from './observed-groups.ts';

export interface ObservedFile {
  readonly settings: PartnerSettings;
  readonly text: string;
}

/** `chosen`: the deployments to name; null: all. `parent`: the file that covers a domain above it. */
export function observedFile(
  { primary, additional }: SeenPartner,
  deployment: string,
  chosen: readonly string[] | null,
  parent: string | undefined,
): ObservedFile {
  const settings: PartnerSettings = {
    domain: primary.domain,
    description: null,
    additionalDomains: additional.map(({ domain }) => domain),
    partnerType: 'Federated',
    ...STRICTEST[primary.needs],
    connectionLimit: null,
    keepAlive: true,
    proxyFqdn: null,
  };
  const domains = [primary, ...additional];
  const evidence = [
    `Written from what ${deployment} observed; settings are the strictest with which it goes on to work:`,
    ...domains.flatMap(seenLines),
    ...lossLines(domains, permittedMethods(settings)),
    ...(parent === undefined ? [] : [`${parent} covers a domain above it: it may be listed there instead.`]),
  ];
  const yaml = writePartnerYaml(settings, chosen)
    .replace(`${SCHEMA_MODELINE}\n`, `${[SCHEMA_MODELINE, ...evidence.map(comment)].join('\n')}\n`)
    .replace('\npartnerType:', `\n${TYPE.map(comment).join('\n')}\npartnerType:`);
  return { settings, text: yaml };
}

const TYPE = [
  'Check this, nobody can observe it. Federated: an organisation you have an agreement with. PublicVerified: a public',
  'provider that verifies its users. PublicUnverified: its users can add one of yours only after being invited.',
];

function comment(line: string): string {
  return `# ${line}`;
}

function seenLines({ domain, observations }: SeenDomain): readonly string[] {
  return [`${domain}:`, ...observations.map((observation) => `  ${seenWords(observation)}`)];
}

/** On one line, whatever the server says. */
export function seenWords({ direction, method, tls, certificate, ...seen }: Observation): string {
  const { streams, firstSeen, lastSeen, refusal } = seen;
  const how = [METHOD_LABELS[method], ...(tls === null ? [] : [tls]), `certificate ${certificate}`].join(', ');
  const days = [...new Set([firstSeen.slice(0, 10), lastSeen.slice(0, 10)])].join(' to ');
  const refused = refusal === null ? '' : `; enforcing would have refused it: ${JSON.stringify(plain(refusal))}`;
  return `${direction} by ${how}: ${streams} ${streams === 1 ? 'stream' : 'streams'}, ${days}${refused}`;
}

/** What a server says must not end the comment, nor be taken for one of ours. */
function plain(text: string): string {
  return text
    .replace(/[^\x20-\x7e]/g, '?')
    .replace(/partnerctl-allow/gi, 'partnerctl allow')
    .slice(0, 100);
}

function lossLines(domains: readonly SeenDomain[], permitted: readonly Method[]): readonly string[] {
  const lost = lostMethods(
    domains.flatMap(({ observations }) => observations),
    permitted,
  );
  return lost.map(
    (method) => `Not kept, because weakestMethod in partnerctl.yaml is stronger: ${METHOD_LABELS[method]}.`,
  );
}

/** What was seen and is not permitted, strongest first. */
export function lostMethods(observations: readonly Observation[], permitted: readonly Method[]): readonly Method[] {
  const seen = new Set(observations.map(({ method }) => method));
  return (Object.keys(METHOD_LABELS) as Method[]).filter((method) => seen.has(method) && !permitted.includes(method));
}
