/** The script for a server that we may not reach: golden files that were read as an administrator reads them. */
import { describe, expect, test } from 'vitest';
import { shortDigest } from '../../../src/model/digest-prefix.ts';
import type { PartnerSettings } from '../../../src/model/partner.ts';
import type { PlanResult } from '../../../src/model/plan.ts';
import { renderErrorPowerShell } from '../../../src/render/powershell/no-plan-powershell.ts';
import { renderPlanPowerShell } from '../../../src/render/powershell/plan-powershell.ts';
import { partner } from '../../support/partners.ts';
import { expandableStrings, parsePowerShell } from '../../support/powershell-grammar.ts';
import { expectGolden } from '../support/golden.ts';
import { add, type GivenPlan, plan, remove, update } from '../support/plans.ts';
import { failedPlan, HOSTILE, hostilePlan, mixedPlan } from '../support/scenes.ts';

const LYNC: GivenPlan = { deployment: 'lync-pool', adapter: 'lync' };

const others = [partner('contoso.example'), partner('litware.example', { additionalDomains: ['im.litware.example'] })];

const tailspin = partner('tailspintoys.com', { additionalDomains: ['chat.tailspintoys.com'] });
const fabrikam = partner('fabrikam.com', {
  additionalDomains: ['corp.fabrikam.com', 'it.fabrikam.com'],
  description: "Fabrikam's XMPP service",
  connectionLimit: 10,
});
const books = partner('xn--bcher-kva.example', {
  partnerType: 'PublicUnverified',
  description: 'Bücher & „Zeitungen“',
  additionalDomains: ['chat.xn--bcher-kva.example'],
});

/** Everything a change can be, and a removal that has to come before an addition. */
const everything = plan(
  [
    update(
      fabrikam,
      { tlsNegotiation: 'Optional', saslNegotiation: 'Optional', connectionLimit: null, additionalDomains: [] },
      { effects: ['weakens', 'closes'] },
    ),
    remove(tailspin, {
      effects: ['closes'],
      evidence: {
        kind: 'commit',
        commit: '1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d',
        author: 'Zoë Doe',
        date: '2026-11-20T09:14:03+01:00',
        subject: 'End the agreement with Tailspin Toys (#214)',
        ended: 'deleted',
        file: 'partners/tailspintoys.com.yaml',
      },
    }),
    add(books),
    add(partner('wingtip.example', { additionalDomains: ['chat.tailspintoys.com'] })),
    update(partner('adatum.example', { keepAlive: false }), { proxyFqdn: 'xmpp.adatum.example', keepAlive: true }),
  ],
  {
    ...LYNC,
    unmanaged: [{ domain: 'litware.example', reason: 'never-declared', settings: partner('litware.example') }],
    diagnostics: [{ code: 'server-limit', severity: 'warning', message: 'a limit of 10 is low' }],
  },
);

/** Two partners exchange a domain. */
const exchange = plan(
  [
    update(partner('a.example', { additionalDomains: ['x.example'] }), { additionalDomains: ['y.example'] }),
    update(partner('b.example', { additionalDomains: ['y.example'] }), { additionalDomains: ['x.example'] }),
  ],
  { ...LYNC, only: ['a.example', 'b.example'], partial: true },
);

const refused = plan([remove(partner('a.example'))], {
  ...LYNC,
  desired: { ...mixedPlan.desired, uncommitted: true },
  refusals: [
    { guard: 'mass-removal', message: 'the only live domain would lose access', override: 'partnerctl apply …' },
    { guard: 'reopens', message: 'bücher.example’s: closed by hand', override: 'partnerctl apply …' },
  ],
});

const [hostile, hostileFailure] = hostilePlan as readonly [typeof mixedPlan, PlanResult];
/** The renderer must not trust what the schema would refuse. */
const hostileScript = { ...hostile, ...LYNC, diagnostics: [] };

function liveOf(result: PlanResult): readonly PartnerSettings[] {
  return [...others, ...('changes' in result ? result.changes.flatMap(({ before }) => before ?? []) : [])];
}

describe('a script', () => {
  test.each<[string, PlanResult]>([
    ['everything', everything],
    ['exchange', exchange],
    ['refused', refused],
    ['hostile', hostileScript],
    ['nothing', plan([], { ...LYNC, unchanged: 15 })],
    ['errors', { ...mixedPlan, ...LYNC }],
    ['failed', failedPlan],
    ['hostile-failed', hostileFailure],
  ])('%s', async (name, result) => {
    const text = renderPlanPowerShell(result, liveOf(result));
    expect(parsePowerShell(text)).toEqual([]);
    expect(expandableStrings(text)).toEqual([]);
    await expectGolden(`plan-powershell-${name}.ps1`, text);
  });
});

describe('what an apply would refuse', () => {
  const text = renderPlanPowerShell(refused, []);

  test('the script refuses, and says how it is told that it is meant', () => {
    expect(text).toContain(`-Override ''${shortDigest(refused.digest)}''`);
    expect(text).toContain('$Uncommitted = $true');
  });

  test('no cmdlet stands before that is looked at', () => {
    const first = (words: string) => text.indexOf(words);
    expect(first('foreach ($guard in $Guards)')).toBeLessThan(first('$live = Get-Live\n  foreach'));
    expect(first('$live = Get-Live\n  foreach')).toBeLessThan(first('Invoke-Change $change'));
  });
});

describe('a plan that cannot be applied', () => {
  test.each<[string, PlanResult]>([
    ['has errors', { ...mixedPlan, ...LYNC }],
    ['failed', failedPlan],
  ])('because it %s is a script without any cmdlet', (_, result) => {
    const text = renderPlanPowerShell(result, []);
    expect(text).not.toMatch(/-Cs/);
    expect(text).toMatch(/\nthrow '/);
  });

  test('names the errors in the files', () => {
    const range = { file: 'partners/a.yaml', start: { line: 1, column: 9 }, end: { line: 1, column: 10 } };
    const diagnostics = [{ code: 'schema', severity: 'error' as const, message: HOSTILE, range }];
    const text = renderErrorPowerShell(
      { code: 'invalid-files', message: 'the files have 1 error', hint: '' },
      diagnostics,
    );
    expect(parsePowerShell(text)).toEqual([]);
    expect(text).toContain('# partners/a.yaml:1:9: ');
  });
});
