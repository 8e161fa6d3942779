/**
 * The session's real script, run by an interpreter that knows PowerShell by its specification: it keeps the whole
 * contract. What the stand-in does in its place elsewhere is the same to the last byte.
 */
import { describe, expect, it } from 'vitest';
import { openLyncSession } from '../../../src/adapters/lync/adapter.ts';
import { BOOTSTRAP, SCRIPT_DAMAGED } from '../../../src/adapters/lync/bootstrap.ts';
import { decodeExport, encodeRequest, encodeStart } from '../../../src/adapters/lync/codec.ts';
import { EXPORT_SCRIPT } from '../../../src/adapters/lync/export-script.ts';
import { SESSION_SCRIPT } from '../../../src/adapters/lync/session-script.ts';
import type { Adapter } from '../../../src/model/adapter.ts';
import { compareText } from '../../../src/model/diagnostic.ts';
import { NOW } from '../../support/adapter-context.ts';
import { type LyncShell, lyncShell, type ShellOptions } from '../../support/powershell/lync-shell.ts';
import { ScriptFailure } from '../../support/powershell/values.ts';
import { EXAMPLES, fabrikam, plain } from '../contract/examples.ts';
import { add, apply, type Harness, read, update, write } from '../contract/harness.ts';
import { adapterContract } from '../contract.ts';
import { exportText } from './export-text.ts';
import { answerIn, interpreted, interpretedApi } from './interpreted.ts';
import { project, stateOf } from './stand-in/projection.ts';
import { asStored } from './stand-in.ts';

const OPTIONS = { kind: 'session', shell: 'powershell.exe', timeoutMs: 1000, place: 'powershell.exe' } as const;
const over = (shell: LyncShell): Adapter => openLyncSession('lync-1', OPTIONS, interpretedApi(shell));

async function harness(): Promise<Harness> {
  const shell = lyncShell([]);
  const connect = async () => await Promise.resolve(over(shell));
  const bad = (changes: object) => async () => {
    shell.edit('bad.example', changes);
    return await Promise.resolve();
  };
  return {
    adapter: over(shell),
    connect,
    restart: connect,
    addByHand: async (partner) => await Promise.resolve(shell.edit(partner.domain, partner)),
    corruptions: {
      'a limit of nothing': bad({ connectionLimit: 0 }),
      'a limit that is no number': bad({ connectionLimit: 'ten' }),
      'a truth that is none': bad({ keepAlive: 'True' }),
      'a type that nobody knows': bad({ partnerType: 'Friendly' }),
      'one domain twice': bad({ additionalDomains: ['a.example', 'a.example'] }),
    },
    today: () => NOW.toISOString().slice(0, 10),
    dispose: async () => {},
  };
}

adapterContract('the session’s script, interpreted', harness);

describe('the bootstrap', () => {
  const started = (first: string) => {
    let said = '';
    const lines = [first];
    const write = (text: string) => {
      said += text;
    };
    const terminal = { readLine: () => lines.shift() ?? null, write };
    return { ...lyncShell([]).run(BOOTSTRAP, {}, terminal), said };
  };

  it('runs the script that it was made for', () => {
    const { exitCode, said } = started(encodeStart('a-session', SESSION_SCRIPT));
    expect(exitCode).toBe(0);
    expect(answerIn(said, 0)).toContain('"module":{"name":"Lync"');
  });

  it.each([
    ['a script that lost its end', SESSION_SCRIPT.slice(0, -1)],
    ['a script with one letter more', `${SESSION_SCRIPT} `],
    ['another script', "Send-Answer '0' 'x'"],
    ['none', ''],
  ])('runs nothing where it gets %s', (_, script) => {
    expect(started(encodeStart('a-session', script))).toEqual({ exitCode: SCRIPT_DAMAGED, lines: [], said: '' });
  });
});

describe('the export', () => {
  const exported = (shell: LyncShell) => {
    const files: string[] = [];
    const writeFile = (path: string, text: string) => files.push(path, text);
    const terminal = { readLine: () => null, write: () => undefined, writeFile };
    return { ...shell.run(EXPORT_SCRIPT, { Path: 'lync.json' }, terminal), files };
  };

  it('writes what the adapter reads, and the tests take for an export, byte for byte', () => {
    const { files, exitCode } = exported(lyncShell(EXAMPLES));
    expect(exitCode).toBe(0);
    const text = exportText([...EXAMPLES].sort((a, b) => compareText(project(asStored(a)), project(asStored(b)))));
    expect(files).toEqual(['C:\\export\\lync.json', text]);
    expect(decodeExport(text)).toMatchObject({ value: { exportedAt: '2030-01-01T06:00:00Z' } });
  });

  it('writes no file where it cannot read', () => {
    const { files, error } = exported(lyncShell([], { missing: ['Get-CsXmppAllowedPartner'] }));
    expect(files).toEqual([]);
    expect(error).toContain('not recognized');
  });
});

it('what the stand-in says of partners is what the script says, byte for byte', () => {
  const shell = lyncShell(EXAMPLES);
  const answer = answerIn(interpreted(shell, [encodeRequest(1, { ask: 'read' })]), 1);
  const projected = EXAMPLES.map((partner) => project(asStored(partner))).sort();
  expect(answer).toBe(`{"state":"${stateOf(projected)}","partners":[${projected.join(',')}],"warnings":[]}`);
});

it('answers one request after the other, also after one that it does not understand', () => {
  const lines = [
    encodeRequest(1, { ask: 'read' }),
    '2 {"ask":"=dance"}',
    '3 {',
    'x',
    encodeRequest(4, { ask: 'read' }),
  ];
  const said = interpreted(lyncShell([plain]), lines);
  expect(answerIn(said, 2)).toContain('"error":{"message":"the request asks for what is not known here"');
  expect(answerIn(said, 4)).toBe(answerIn(said, 1));
  expect([...said.matchAll(/^partnerctl-begin a-session (.*)$/gm)].map(([, number]) => number).join()).toBe(
    '0,1,2,3,4',
  );
});

it('reads names without upper case and the dot at the end, and addresses partners as the server does', async () => {
  const shell = lyncShell([fabrikam], { shownAs: (domain) => `${domain.toUpperCase()}.` });
  const adapter = over(shell);
  expect((await read(adapter)).partners).toEqual([fabrikam]);
  await apply(adapter, [update(fabrikam, { ...fabrikam, keepAlive: false })]);
  expect(shell.written).toEqual([{ verb: 'Set', identity: 'FABRIKAM.COM.', parameters: ['enablekeepalive'] }]);
});

it('does not take a limit away where the cmdlet takes no null, which would make it 0', async () => {
  const limited = { ...plain, connectionLimit: 5 };
  const shell = lyncShell([limited], { limitTakesNull: false });
  const [result] = await write(over(shell), [update(limited, plain)]);
  expect(result).toMatchObject({
    outcome: 'failed',
    error: { message: expect.stringContaining('cannot take a connection limit away') as string },
  });
  expect(shell.partners()).toEqual([limited]);
});

it.each<readonly [string, Pick<ShellOptions, 'beforeWrite' | 'afterWrite'>, object]>([
  [
    'before it wrote',
    {
      beforeWrite: () => {
        throw new ScriptFailure('Access is denied: $(exit) „nein“', 'AccessDenied,Cmdlet');
      },
    },
    {
      outcome: 'failed',
      error: { message: 'New-CsXmppAllowedPartner: Access is denied: $(exit) „nein“ (AccessDenied,Cmdlet)' },
    },
  ],
  [
    'after it wrote',
    {
      afterWrite: () => {
        throw new ScriptFailure('Access is denied');
      },
    },
    { outcome: 'applied', warnings: ['New-CsXmppAllowedPartner: Access is denied (Access is denied)'] },
  ],
])('a cmdlet that throws %s is told, and what is read afterwards counts', async (_, options, expected) => {
  const [result] = await write(over(lyncShell([], options)), [add(plain)]);
  expect(result).toMatchObject(expected);
});

it.each<readonly [string, readonly string[], string, readonly Readonly<Record<string, unknown>>[]]>([
  ['gateway', ['Global'], 'Get-CsXmppGatewayConfiguration', [{ Identity: 'Global' }]],
  [
    'replication',
    ['late.contoso.com'],
    'Get-CsManagementStoreReplicationStatus',
    [
      { ReplicaFqdn: 'late.contoso.com', UpToDate: false },
      { ReplicaFqdn: 'edge.contoso.com', UpToDate: true },
    ],
  ],
  [
    'policies',
    ['Tag:Some'],
    'Get-CsExternalAccessPolicy',
    [
      { Identity: 'Global', EnableXmppAccess: false },
      { Identity: 'Tag:Some', EnableXmppAccess: true },
    ],
  ],
  ['edge', ['False'], 'Get-CsAccessEdgeConfiguration', [{ AllowFederatedUsers: false }]],
])('doctor’s look at the %s gathers %j', (what, facts, cmdlet, objects) => {
  const look = (shell: LyncShell, at: string): unknown =>
    JSON.parse(answerIn(interpreted(shell, [encodeRequest(1, { ask: 'look', what: at })]), 1));
  expect(look(lyncShell([], { gives: { [cmdlet]: objects } }), what)).toEqual({ facts, warnings: [] });
  expect(look(lyncShell([], { gives: { [cmdlet]: [] } }), what)).toEqual({ facts: [], warnings: [] });
  expect(look(lyncShell([]), what)).toMatchObject({ error: { message: expect.stringContaining(cmdlet) as string } });
});

it('doctor’s look at the cmdlets names those that are missing', () => {
  const missing = ['New-CsXmppAllowedPartner', 'Remove-CsXmppAllowedPartner'];
  const ask = [encodeRequest(1, { ask: 'look', what: 'commands' })];
  expect(JSON.parse(answerIn(interpreted(lyncShell([]), ask), 1))).toEqual({ facts: [], warnings: [] });
  const facts = JSON.parse(answerIn(interpreted(lyncShell([], { missing }), ask), 1)) as unknown;
  expect(facts).toEqual({ facts: missing, warnings: [] });
});

const without = (name: string) => (properties: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(properties).filter(([each]) => each !== name));

it('goes by the property Domain, or the identity where there is none', async () => {
  const shown = { ...plain, domain: 'shown.example' };
  const global = (properties: object) => ({ ...properties, Identity: 'Global', Domain: 'Shown.example' });
  expect((await read(over(lyncShell([plain], { showing: global })))).partners).toEqual([shown]);
  const bare = without('Domain');
  expect((await read(over(lyncShell([plain], { showing: bare })))).partners).toEqual([plain]);
});

it('says which property is missing, and reads no partner as half of one', async () => {
  await expect(read(over(lyncShell([plain], { showing: without('EnableKeepAlive') })))).rejects.toMatchObject({
    message: expect.stringContaining('gives objects without the property EnableKeepAlive') as string,
  });
});

it.each([
  [['Lync', 'SkypeForBusiness'], 'SkypeForBusiness'],
  [['Lync'], 'Lync'],
  [[], null],
])('of the modules %j it takes %s', (modules, name) => {
  const started = JSON.parse(answerIn(interpreted(lyncShell([], { modules }), []), 0)) as { module: unknown };
  expect(started.module).toEqual(name === null ? null : { name, version: '5.0.8308.0' });
});

it('writes nothing on another state than the one that was decided on', () => {
  const shell = lyncShell([plain]);
  const state = (JSON.parse(answerIn(interpreted(shell, [encodeRequest(1, { ask: 'read' })]), 1)) as { state: string })
    .state;
  shell.edit('by-hand.example', {});
  const request = { ask: 'write', state, verb: 'Remove', identity: 'plain.example', values: {} } as const;
  const said = interpreted(shell, [encodeRequest(1, request)]);
  expect(JSON.parse(answerIn(said, 1))).toEqual({ moved: true, warnings: [] });
  expect(shell.written).toEqual([]);
});

it('tells what cmdlets warned of, once, and with the answer to which it belongs', () => {
  const shell = lyncShell([plain], { warning: 'soon' });
  const state = (
    JSON.parse(answerIn(interpreted(lyncShell([plain]), [encodeRequest(1, { ask: 'read' })]), 1)) as {
      state: string;
    }
  ).state;
  const said = interpreted(shell, [
    encodeRequest(1, { ask: 'read' }),
    encodeRequest(2, { ask: 'write', state, verb: 'Remove', identity: 'plain.example', values: {} }),
  ]);
  const warnings = [1, 2].map((number) => (JSON.parse(answerIn(said, number)) as { warnings: unknown }).warnings);
  expect(warnings).toEqual([['Get: soon'], ['Get: soon', 'Remove: soon', 'Get: soon']]);
});

it('without the cmdlets, says so instead of an empty state', async () => {
  const shell = lyncShell([], { missing: ['Get-CsXmppAllowedPartner'] });
  await expect(read(over(shell))).rejects.toMatchObject({
    code: 'cmdlet-failed',
    message: expect.stringContaining("The term 'Get-CsXmppAllowedPartner' is not recognized") as string,
  });
});
