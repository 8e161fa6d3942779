/**
 * What a script does. There is no PowerShell here: an interpreter of the part that scripts use runs them (it stands in
 * test/support/powershell/, and ends the test where it does not know something), against cmdlets with a memory.
 */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { domainsOf, type PartnerSettings } from '../../../src/model/partner.ts';
import { sameSettings } from '../../../src/model/partner-fields.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { renderPlanPowerShell } from '../../../src/render/powershell/plan-powershell.ts';
import { movesArbitrary } from '../../apply/moves-arbitrary.ts';
import { planBetween } from '../../apply/plan-between.ts';
import { partner } from '../../support/partners.ts';
import { partnersArbitrary } from '../../support/partners-arbitrary.ts';
import { lyncShell, type ShellOptions } from '../../support/powershell/lync-shell.ts';
import { ScriptFailure } from '../../support/powershell/values.ts';

const contoso = partner('contoso.example', { additionalDomains: ['im.contoso.example'] });
const fabrikam = partner('fabrikam.com', {
  additionalDomains: ['corp.fabrikam.com', 'it.fabrikam.com'],
  description: 'Fabrikam’s „XMPP“ $(service)\nline 2',
  connectionLimit: 10,
});
const tailspin = partner('tailspintoys.com', { additionalDomains: ['chat.tailspintoys.com'] });
const wingtip = partner('wingtip.example', { additionalDomains: ['chat.tailspintoys.com'], proxyFqdn: 'p.example' });

const LIVE = [contoso, fabrikam, tailspin];
const weaker = { ...fabrikam, tlsNegotiation: 'Optional', additionalDomains: ['it.fabrikam.com'] } as const;
/** An update, a removal, an addition that needs a domain of what is removed; contoso is left alone. */
const DESIRED: readonly PartnerSettings[] = [contoso, weaker, wingtip];

function scripted(
  live: readonly PartnerSettings[],
  desired: readonly PartnerSettings[],
  overrides: Partial<Plan> = {},
) {
  const plan = planBetween({ partners: live, revision: '' }, desired, overrides);
  return { plan, script: renderPlanPowerShell(plan, live) };
}

const { script } = scripted(LIVE, DESIRED);

function runWith(options: ShellOptions = {}, parameters: Readonly<Record<string, unknown>> = {}, text = script) {
  const shell = lyncShell(LIVE, options);
  return { shell, ...shell.run(text, parameters) };
}

const verbs = ({ written }: ReturnType<typeof lyncShell>) => written.map(({ verb, identity }) => `${verb} ${identity}`);

describe('a run', () => {
  it('makes the server what the files say, givers of domains first, and says so', () => {
    const { shell, exitCode, lines } = runWith();
    expect(shell.partners()).toEqual(DESIRED);
    expect(shell.written).toEqual([
      { verb: 'Set', identity: 'fabrikam.com', parameters: ['additionaldomains', 'tlsnegotiation'] },
      { verb: 'Remove', identity: 'tailspintoys.com', parameters: [] },
      {
        verb: 'New',
        identity: 'wingtip.example',
        parameters: [
          'additionaldomains',
          'enablekeepalive',
          'partnertype',
          'proxyfqdn',
          'saslnegotiation',
          'supportdialbacknegotiation',
          'tlsnegotiation',
        ],
      },
    ]);
    expect(exitCode).toBe(0);
    expect(lines).toEqual([
      'done    update fabrikam.com',
      'done    remove tailspintoys.com',
      'done    add wingtip.example',
      '3 written, 0 there already, 0 left.',
      'Read again, and as wanted. Edge Servers follow when the change has been replicated to them.',
    ]);
  });

  it('once more writes nothing', () => {
    const { shell } = runWith();
    const before = shell.written.length;
    expect(shell.run(script)).toEqual({ exitCode: 0, lines: ['Nothing to do: all of it is there already.'] });
    expect(shell.written).toHaveLength(before);
  });

  it('with -WhatIf only looks and tells', () => {
    const { shell, exitCode, lines } = runWith({}, { WhatIf: true });
    expect(shell.written).toEqual([]);
    expect(exitCode).toBe(0);
    expect(lines).toEqual([
      'would update fabrikam.com',
      'would remove tailspintoys.com',
      'would add wingtip.example',
      'Nothing was written. 3 to write, 0 there already.',
    ]);
  });

  it('knows a partner by whatever its name looks like there', () => {
    const { shell, exitCode } = runWith({ shownAs: (domain) => domain.replace('fabrikam', 'Fabrikam') });
    expect(exitCode).toBe(0);
    expect(verbs(shell)[0]).toBe('Set Fabrikam.com');
  });

  it('knows a domain, an additional one and a proxy by whatever they look like there', () => {
    const now = [contoso, wingtip];
    const shell = lyncShell(now, { shownAs: (domain) => `${domain.toUpperCase()}.` });
    expect(shell.run(scripted(now, [contoso, { ...wingtip, keepAlive: false }]).script).exitCode).toBe(0);
    expect(verbs(shell)).toEqual(['Set WINGTIP.EXAMPLE.']);
  });

  it('looks at its own partners, too, when all is written', () => {
    let readings = 0;
    // the checks, before and after the only write, and then the last look
    const beforeRead = () => {
      readings += 1;
      if (readings === 4) shell.edit('fabrikam.com', { keepAlive: false });
    };
    const shell = lyncShell(LIVE, { beforeRead });
    const { exitCode, lines } = shell.run(scripted(LIVE, [contoso, weaker, tailspin]).script);
    expect(exitCode).toBe(1);
    expect(lines).toContainEqual(expect.stringMatching(/^FAILED {2}the last look: fabrikam\.com: EnableKeepAlive is/));
  });

  it('takes everything away that a partner may have', () => {
    const bare = { ...fabrikam, description: null, additionalDomains: [], connectionLimit: null };
    const shell = lyncShell(LIVE);
    expect(shell.run(scripted(LIVE, [contoso, bare, tailspin]).script).exitCode).toBe(0);
    expect(shell.partners()).toContainEqual(bare);
  });

  it('lets two partners exchange a domain, by way of nobody', () => {
    const [a, b] = [
      partner('a.example', { additionalDomains: ['x.example'] }),
      partner('b.example', { additionalDomains: ['y.example'] }),
    ];
    const desired = [
      { ...a, additionalDomains: ['y.example'] },
      { ...b, additionalDomains: ['x.example'] },
    ];
    const shell = lyncShell([a, b]);
    expect(shell.run(scripted([a, b], desired).script).exitCode).toBe(0);
    expect(verbs(shell)).toEqual(['Set a.example', 'Set b.example', 'Set a.example']);
    expect(shell.partners()).toEqual(desired);
  });
});

describe('a server that has moved', () => {
  it.each<[string, (shell: ReturnType<typeof lyncShell>) => void, RegExp]>([
    [
      'a partner that is to be changed',
      (shell) => shell.edit('fabrikam.com', { saslNegotiation: 'NotSupported' }),
      /^refused: fabrikam\.com is not as it was when the plan was made: SaslNegotiation is "NotSupported", expected was "Required"$/,
    ],
    [
      'only its description',
      (shell) => shell.edit('fabrikam.com', { description: 'x' }),
      /^refused: fabrikam\.com .*Description is "x"/,
    ],
    [
      'a partner that is to be removed is gone, and another has its domain',
      (shell) => {
        shell.edit('tailspintoys.com', null);
        shell.edit('odd.example', { additionalDomains: ['chat.tailspintoys.com'] });
      },
      /names and domains of the partners that this plan leaves alone have changed: 1 partners then, 2 now/,
    ],
    [
      'a partner that is to be added is there, with other settings',
      (shell) => shell.edit('wingtip.example', {}),
      /^refused: wingtip\.example is not as it was when the plan was made: it is there$/,
    ],
    ['another partner is new', (shell) => shell.edit('new.example', {}), /1 partners then, 2 now/],
    ['another partner is gone', (shell) => shell.edit('contoso.example', null), /1 partners then, 0 now/],
    [
      'another partner has other domains',
      (shell) => shell.edit('contoso.example', { additionalDomains: [] }),
      /1 partners then, 1 now/,
    ],
  ])('%s: nothing is written', (_, edit, told) => {
    const shell = lyncShell(LIVE);
    edit(shell);
    const { exitCode, lines } = shell.run(script);
    expect(exitCode).toBe(3);
    expect(lines).toContainEqual(expect.stringMatching(told));
    expect(lines.slice(-2)).toEqual([
      'refused: what was planned for is gone: plan again, and review the new script',
      'Nothing was written.',
    ]);
    expect(shell.written).toEqual([]);
  });

  it('in the other settings of a partner that is left alone does not matter', () => {
    const shell = lyncShell(LIVE);
    shell.edit('contoso.example', { description: 'edited by hand', keepAlive: false });
    expect(shell.run(script).exitCode).toBe(0);
  });

  it('between the checks and the write: that write is not made, nor what comes after', () => {
    const { shell, exitCode, lines } = runWith({
      afterWrite: (count, moved) => {
        if (count === 1) moved.edit('tailspintoys.com', { keepAlive: false });
      },
    });
    expect(exitCode).toBe(1);
    expect(verbs(shell)).toEqual(['Set fabrikam.com']);
    expect(lines).toContainEqual(
      'FAILED  remove tailspintoys.com: it has changed since the checks: EnableKeepAlive is "False", expected was "True"',
    );
    expect(lines).toContainEqual('1 written, 0 there already, 2 left.');
  });

  it('so that a domain would belong to two', () => {
    const { shell, exitCode, lines } = runWith({
      afterWrite: (count, moved) => {
        if (count === 2) moved.edit('contoso.example', { additionalDomains: ['chat.tailspintoys.com'] });
      },
    });
    expect(exitCode).toBe(1);
    expect(verbs(shell)).toEqual(['Set fabrikam.com', 'Remove tailspintoys.com']);
    expect(lines).toContainEqual('FAILED  add wingtip.example: one of its domains belongs to contoso.example');
  });

  it('at the very end is told', () => {
    const { exitCode, lines } = runWith({
      afterWrite: (count, moved) => {
        if (count === 3) moved.edit('new.example', {});
      },
    });
    expect(exitCode).toBe(1);
    expect(lines).toContainEqual('FAILED  the last look: other partners have changed meanwhile');
  });
});

describe('a cmdlet', () => {
  it('that fails ends the run; run again, the script goes on where it was', () => {
    let broken = true;
    const { shell, exitCode, lines } = runWith({
      beforeWrite: (count) => {
        if (count === 2 && broken) throw new ScriptFailure('The store is read-only.');
      },
    });
    expect(exitCode).toBe(1);
    expect(lines).toEqual([
      'done    update fabrikam.com',
      'FAILED  remove tailspintoys.com: The store is read-only.',
      '1 written, 0 there already, 2 left.',
      'It can be run again: what is done is not done twice.',
    ]);
    broken = false;
    const again = shell.run(script);
    expect(again.exitCode).toBe(0);
    expect(again.lines).toContainEqual('2 written, 1 there already, 0 left.');
    expect(shell.partners()).toEqual(DESIRED);
  });

  it('that does something else than it was told is noticed', () => {
    const { exitCode, lines } = runWith({
      afterWrite: (count, moved) => {
        if (count === 1) moved.edit('fabrikam.com', { connectionLimit: 99 });
      },
    });
    expect(exitCode).toBe(1);
    expect(lines).toContainEqual(
      expect.stringMatching(/it was written, and is not as it was wanted: ConnectionLimit is "99"/),
    );
  });

  it('that is missing: nothing is written, and the reader is told where to go', () => {
    const { shell, exitCode, lines } = runWith({ missing: ['Remove-CsXmppAllowedPartner'] });
    expect(exitCode).toBe(3);
    expect(lines[0]).toMatch(/^refused: Remove-CsXmppAllowedPartner is not here: run this in a Lync Server or/);
    expect(shell.written).toEqual([]);
  });

  it('that cannot take a limit away is not asked to: it would make a limit of 0', () => {
    const { script: lifted } = scripted(LIVE, [contoso, { ...weaker, connectionLimit: null }, tailspin]);
    const { shell, exitCode, lines } = runWith({ limitTakesNull: false }, {}, lifted);
    expect(exitCode).toBe(3);
    expect(lines[0]).toMatch(
      /^refused: fabrikam\.com: Set-CsXmppAllowedPartner cannot take a connection limit away here/,
    );
    expect(shell.written).toEqual([]);
  });
});

describe('what an apply would refuse', () => {
  const refusals = [{ guard: 'mass-removal' as const, message: 'all live domains would lose access', override: '' }];
  const guarded = scripted(LIVE, DESIRED, { refusals });
  const prefix = guarded.plan.digest.slice('sha256:'.length, 'sha256:'.length + 12);

  it.each<[string, Readonly<Record<string, unknown>>, number | null]>([
    ['without a word', {}, 3],
    ['with -WhatIf', { WhatIf: true }, 3],
    ['with the digest of another plan', { Override: '0123456789ab' }, 3],
    ['with too little of the digest', { Override: prefix.slice(0, 11) }, 3],
    ['with the shortest digest', { Override: prefix }, 0],
    ['with the whole digest', { Override: guarded.plan.digest }, 0],
    ['with the digest in upper case', { Override: prefix.toUpperCase() }, 0],
  ])('%s', (_, parameters, expected) => {
    const { shell, exitCode, lines } = runWith({}, parameters, guarded.script);
    expect(exitCode).toBe(expected);
    if (expected !== 3) return;
    expect(lines).toContainEqual(
      expect.stringMatching(/^refused: mass-removal: all live domains would lose access; if it/),
    );
    expect(shell.written).toEqual([]);
  });

  it('an override that is not needed must still be for this plan', () => {
    expect(runWith({}, { Override: '0123456789ab' }).exitCode).toBe(3);
  });

  it('files that nobody has reviewed', () => {
    const desired = { commit: null, uncommitted: true, digest: '' };
    const { script: unreviewed } = scripted(LIVE, DESIRED, { desired });
    expect(runWith({}, {}, unreviewed).exitCode).toBe(3);
    expect(runWith({}, { AllowUncommitted: true }, unreviewed).exitCode).toBe(0);
  });
});

it('ends with 1, and nothing written, where the live partners cannot be looked at', () => {
  // an error that ends a script leaves $LASTEXITCODE as it was: 0, after a -WhatIf
  const beforeRead = () => {
    throw new ScriptFailure('Could not connect to SQL server');
  };
  const { shell, exitCode, lines } = runWith({ beforeRead });
  expect(exitCode).toBe(1);
  expect(lines).toEqual(['FAILED  Could not connect to SQL server', 'Nothing was written.']);
  expect(shell.written).toEqual([]);
});

test('a plan that failed throws', () => {
  const failed = { deployment: 'pool', error: { code: 'read-failed', message: 'it is $(gone)', hint: '' } };
  expect(lyncShell([]).run(renderPlanPowerShell(failed, []))).toEqual({
    exitCode: null,
    error: 'nothing was written: there is no plan: it is $(gone)',
    lines: [],
  });
});

describe('from any partners to any others', () => {
  const anything = fc.oneof(
    movesArbitrary,
    fc.record({ live: partnersArbitrary({ maxPartners: 4 }), desired: partnersArbitrary({ maxPartners: 4 }) }),
  );

  it('the server ends as the files say, and at no moment do two partners have one domain', () => {
    fc.assert(
      fc.property(anything, ({ live, desired }) => {
        const { plan, script: text } = scripted(live, desired);
        fc.pre(plan.changes.length > 0);
        const shell = lyncShell(live, { afterWrite: (_, now) => expect(twice(now.partners())).toEqual([]) });
        expect(shell.run(text).exitCode).toBe(0);
        expect(sameSet(shell.partners(), desired)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('wherever it fails, run again it goes on to the same end', () => {
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 4 }), ({ live, desired }, at) => {
        const { plan, script: text } = scripted(live, desired);
        fc.pre(plan.changes.length > 0);
        let failures = 0;
        const shell = lyncShell(live, {
          beforeWrite: (count) => {
            if (count < at || failures > 0) return;
            failures += 1;
            throw new ScriptFailure('once');
          },
        });
        expect(shell.run(text).exitCode).toBe(failures);
        expect(shell.run(text).exitCode).toBe(0);
        expect(sameSet(shell.partners(), desired)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

function twice(partners: readonly PartnerSettings[]): readonly string[] {
  const domains = partners.flatMap(domainsOf);
  return domains.filter((domain, place) => domains.indexOf(domain) !== place);
}

function sameSet(a: readonly PartnerSettings[], b: readonly PartnerSettings[]): boolean {
  return a.length === b.length && a.every((one) => b.some((other) => sameSettings(one, other)));
}
