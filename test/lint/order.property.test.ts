/** The order of keys and of list items changes nothing that is read; nor does the way in which a file is written. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPartner } from '../../src/load/partner-file.ts';
import type { PartnerSettings } from '../../src/model/partner.ts';
import { PARTNER_FIELDS } from '../../src/model/partner-fields.ts';
import { partnersArbitrary } from '../support/partners-arbitrary.ts';

const FILE = 'partners/x.yaml';
const partnerArbitrary = partnersArbitrary({ maxPartners: 1 })
  .filter((partners) => partners.length > 0)
  .chain((partners) => fc.constantFrom(...partners));

function read(text: string) {
  const { partner, diagnostics } = readPartner(FILE, text);
  if (partner === undefined) throw new Error(`${JSON.stringify(diagnostics)}\n${text}`);
  const { source: _, ...rest } = partner;
  return rest;
}

const linesOf = (settings: PartnerSettings): readonly string[] =>
  PARTNER_FIELDS.filter(({ field }) => settings[field] !== null).map(
    ({ field }) => `${field}: ${inYaml(settings[field])}`,
  );

/** JSON is YAML, but for what YAML does not print. */
function inYaml(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\x7f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const shuffled = <T>(items: readonly T[]) => fc.shuffledSubarray([...items], { minLength: items.length });

test('what a file says is what is read', () => {
  fc.assert(
    fc.property(partnerArbitrary, (settings) => {
      expect(read(`${linesOf(settings).join('\n')}\n`).settings).toEqual(settings);
    }),
  );
});

test('keys and items in any order, LF or CRLF, with a document start and comments or without', () => {
  const variants = partnerArbitrary.chain((settings) =>
    fc.record({
      settings: fc.constant(settings),
      domains: shuffled(settings.additionalDomains),
      deployments: shuffled(['edge-eu', 'edge-us', 'local']),
      order: shuffled(linesOf(settings).map((_, index) => index)),
      lineEnd: fc.constantFrom('\n', '\r\n'),
      head: fc.constantFrom('', '---\n', '# a comment: with a colon\n\n'),
    }),
  );
  fc.assert(
    fc.property(variants, ({ settings, domains, deployments, order, lineEnd, head }) => {
      const lines = linesOf({ ...settings, additionalDomains: domains });
      const written = [
        ...order.map((index) => lines[index]),
        `deployments: [${deployments.join(', ')}]`,
        'owner: uc',
        '',
      ];
      const text = `${head}${written.join('\n')}`.replaceAll('\n', lineEnd);
      expect(read(text)).toEqual({
        settings,
        owner: 'uc',
        expires: null,
        deployments: ['edge-eu', 'edge-us', 'local'],
      });
    }),
  );
});
