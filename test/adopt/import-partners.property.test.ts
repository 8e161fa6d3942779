import fc from 'fast-check';
import { expect, test } from 'vitest';
import { importPartners } from '../../src/adopt/import-partners.ts';
import { readPartner } from '../../src/load/partner-file.ts';
import { isDeclaredFor } from '../../src/model/declared-partner.ts';
import { ALL_FIELDS } from '../../src/model/partner-fields.ts';
import { diff } from '../../src/plan/diff.ts';
import { writePartnerYaml } from '../../src/yaml/write.ts';
import { partnersArbitrary } from '../support/partners-arbitrary.ts';
import { deployments, workspaceOf } from './workspace.ts';

const NAMES = ['edge-eu', 'edge-us'];

/** Live partners, of which some have a file already: for all deployments, for this one, or for the other. */
const situation = partnersArbitrary({ maxPartners: 6 }).chain((live) =>
  fc.record({
    live: fc.constant(live),
    declared: fc.array(fc.constantFrom('no', 'all', 'here', 'there'), {
      minLength: live.length,
      maxLength: live.length,
    }),
    several: fc.boolean(),
  }),
);

test('after an import the plan for what was imported is empty, and no other deployment gains a partner', () => {
  fc.assert(
    fc.property(situation, ({ live, declared, several }) => {
      const texts: Record<string, string> = {};
      for (const [index, settings] of live.entries()) {
        const where = { no: undefined, all: null, here: ['edge-eu'], there: ['edge-us'] }[declared[index] ?? 'no'];
        if (where === undefined) continue;
        texts[`partners/${settings.domain}.yaml`] = writePartnerYaml(settings, where);
      }
      const workspace = workspaceOf(texts, deployments(...(several ? NAMES : ['edge-eu'])));
      const before = workspace.partners.filter((partner) => isDeclaredFor(partner, 'edge-us'));

      const result = importPartners({ deployment: 'edge-eu', live, fields: ALL_FIELDS, workspace });
      expect([result.different, result.diagnostics]).toEqual([[], []]);
      for (const { file, text } of result.writes) {
        expect(texts).not.toHaveProperty([file]);
        texts[file] = text;
      }
      for (const { file, before: old, after } of result.edits) {
        expect(texts[file]).toBe(old);
        texts[file] = after;
      }

      const read = Object.entries(texts).map(([file, text]) => readPartner(file, text));
      expect(read.flatMap(({ diagnostics }) => diagnostics)).toEqual([]);
      const partners = read.flatMap(({ partner }) => partner ?? []);
      const here = partners.filter((partner) => isDeclaredFor(partner, 'edge-eu'));
      const difference = diff(here, live, { fields: ALL_FIELDS });
      expect(difference).toEqual({ added: [], updated: [], unchanged: live.length, undeclared: [] });
      if (several) {
        const there = partners.filter((partner) => isDeclaredFor(partner, 'edge-us'));
        expect(there.map(({ settings }) => settings)).toEqual(before.map(({ settings }) => settings));
      }
    }),
  );
});
