/** Domains of partners: the real ones first, then registrable ones that nobody needs to own. */
import { readFileSync } from 'node:fs';
import { domainToASCII } from 'node:url';
import { type Random, seeded } from './random.ts';

const REAL: readonly string[] = readFileSync(new URL('public-xmpp-domains.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

const BEGINNINGS = [
  'nord',
  'alpen',
  'blue',
  'green',
  'open',
  'star',
  'rhein',
  'sky',
  'vita',
  'lumen',
  'terra',
] as const;
const ENDS = ['werk', 'soft', 'bank', 'chem', 'logistik', 'media', 'labs', 'care', 'steel', 'energy', 'foods'] as const;
const SUFFIXES = ['com', 'de', 'org', 'net', 'co.uk', 'eu', 'fr', 'ch', 'example', 'com.au', 'gov.br'] as const;
const SERVERS = ['xmpp', 'chat', 'jabber', 'im'] as const;

/** `count` different primary domains; the first are the same whatever the count. None is below another. */
export function partnerDomains(count: number, seed: number): readonly string[] {
  const domains = new Set(REAL.slice(0, count));
  const random = seeded(seed);
  for (let number = 0; domains.size < count; number++) domains.add(synthetic(random, number));
  return [...domains];
}

function synthetic(random: Random, number: number): string {
  // the number keeps registrable domains apart, also those of partners that have a server's name before them
  const name = `${random.pick(BEGINNINGS)}${random.chance(20) ? '-' : ''}${random.pick(ENDS)}${number.toString(36)}`;
  const label = random.chance(2) ? domainToASCII(`${name}ü`) : name;
  return `${random.chance(15) ? `${random.pick(SERVERS)}.` : ''}${label}.${random.pick(SUFFIXES)}`;
}
