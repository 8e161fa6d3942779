/** `doctor` for Lync: what each step says where all is well, and where it is not. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { examineLync } from '../../../src/adapters/lync/examination.ts';
import type { AdapterContext } from '../../../src/model/adapter.ts';
import type { ExaminationStep } from '../../../src/model/examination.ts';
import { adapterContext } from '../../support/adapter-context.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';
import { fabrikam, plain } from '../contract/examples.ts';
import { neverAborted } from '../contract/harness.ts';
import { exportText } from './export-text.ts';
import type { Faults } from './stand-in/store.ts';
import { asStored, lyncContext, type StandIn, standIn } from './stand-in.ts';

const temporaryFolder = temporaryFolders();
let server: StandIn;
beforeEach(async () => {
  server = await standIn();
});
afterEach(() => server.dispose());

async function examine(context: AdapterContext): Promise<readonly ExaminationStep[]> {
  const steps: ExaminationStep[] = [];
  for await (const step of examineLync(context, neverAborted)) steps.push(step);
  return steps;
}

const brief = (steps: readonly ExaminationStep[]) =>
  steps.map(({ name, status, message }) => `${status} ${name}: ${message}`);

const LOOKS = {
  groups: ['CONTOSO\\svc-partnerctl', 'CONTOSO\\Domain Users', 'CONTOSO\\RTCUniversalServerAdmins'],
  gateway: ['Global'],
  edge: ['True'],
  policies: ['Global', 'Tag:Partners'],
};

async function withLooks(looks: Faults['looks'] = {}, faults: Omit<Faults, 'looks'> = {}) {
  server.fail({ ...faults, looks: { ...LOOKS, ...looks } });
  return await examine(lyncContext(server));
}

describe('a session', () => {
  it('where all is well', async () => {
    server.write(asStored(fabrikam));
    server.write(asStored(plain));
    const steps = await withLooks();
    expect(brief(steps)).toEqual([
      `ok shell: PowerShell 5.1.14393.6343 answers (${server.shell})`,
      'ok module: SkypeForBusiness 7.0.1678.0 is loaded',
      'ok cmdlets: the four cmdlets for XMPP partners are there',
      'ok groups: CONTOSO\\svc-partnerctl is in RTCUniversalServerAdmins: may read and write',
      'ok partners: the store answers: 2 partners with 4 domains',
      'ok gateway: the XMPP gateway is configured (Global)',
      'ok edge: the Edge Servers permit federation',
      'ok policies: XMPP is permitted to users by the policies Global, Tag:Partners',
      'ok replication: all replicas are up to date',
    ]);
    expect(server.starts()).toHaveLength(1);
  });

  it('where things would not work, each with what to do', async () => {
    const steps = await withLooks({
      groups: ['CONTOSO\\reader', 'CONTOSO\\RTCUniversalReadOnlyAdmins'],
      gateway: [],
      edge: ['False'],
      policies: [],
      replication: ['edge-1.contoso.com', 'edge-2.contoso.com'],
    });
    expect(brief(steps).slice(3)).toEqual([
      'warning groups: CONTOSO\\reader is in RTCUniversalReadOnlyAdmins: may read, and so plan',
      'warning partners: the store answers: no partners',
      'warning gateway: there is no configuration of an XMPP gateway',
      'warning edge: the Edge Servers permit no federation at all',
      'warning policies: no external access policy permits XMPP: no user can talk to any partner',
      'warning replication: not up to date: edge-1.contoso.com, edge-2.contoso.com',
    ]);
    for (const { status, hint } of steps) expect(hint !== undefined).toBe(status !== 'ok');
  });

  it.each<readonly [string, Faults, string]>([
    ['module', { module: 'missing' }, 'neither the module SkypeForBusiness nor Lync'],
    ['cmdlets', { looks: { commands: ['New-CsXmppAllowedPartner'] } }, 'not there: New-CsXmppAllowedPartner'],
    ['partners', { read: 'throw' }, 'Could not connect to SQL server'],
    ['partners', { read: 'die' }, 'ended before it answered'],
  ])('fails at %s, and looks no further', async (name, faults, words) => {
    server.fail({ ...faults, looks: { ...LOOKS, ...faults.looks } });
    const steps = await examine(lyncContext(server));
    const at = steps.findIndex((step) => step.name === name);
    expect(steps[at]).toMatchObject({ status: 'failed', message: expect.stringContaining(words) as string });
    expect(steps.slice(0, at).map(({ status }) => status)).not.toContain('failed');
    expect(new Set(steps.slice(at + 1).map(({ status, message }) => `${status} ${message}`))).toEqual(
      new Set([`skipped not looked at, because of ${name}`]),
    );
    expect(steps).toHaveLength(9);
  });

  it('says what to do about a module that cannot be loaded', async () => {
    server.fail({ module: 'broken' });
    expect((await examine(lyncContext(server)))[1]).toMatchObject({
      message: expect.stringContaining('running scripts is disabled') as string,
      hint: expect.stringContaining('the execution policy RemoteSigned is enough') as string,
    });
  });

  it('warns of a PowerShell that the tools are not made for', async () => {
    server.fail({ version: '7.4.6' });
    expect((await examine(lyncContext(server)))[0]).toMatchObject({
      status: 'warning',
      hint: 'the management tools are made for Windows PowerShell 3.0 to 5.1',
    });
  });

  it('goes on where a cmdlet may not be asked', async () => {
    const steps = await withLooks({ replication: { error: 'Access is denied.' } });
    expect(steps.at(-1)).toMatchObject({
      name: 'replication',
      status: 'warning',
      message: 'it cannot be seen: Access is denied. (AccessDenied)',
    });
  });

  it('where there is no shell, nothing is looked at', async () => {
    const steps = await examine(lyncContext({ shell: `${server.folder}/none/pwsh` }));
    expect(brief(steps)[0]).toBe(`failed shell: ${server.folder}/none/pwsh: there is no such program`);
  });

  it('ends its process, also where nobody wants to hear the rest', async () => {
    for await (const step of examineLync(lyncContext(server), neverAborted)) if (step.name === 'module') break;
    const [pid = 0] = server.starts();
    expect(() => process.kill(pid, 0)).toThrow();
  });

  it('stops when it is told to', async () => {
    const reason = new Error('stopped by the test');
    const steps = examineLync(lyncContext(server), AbortSignal.abort(reason));
    await expect(steps[Symbol.asyncIterator]().next()).rejects.toBe(reason);
    expect(server.starts()).toEqual([]);
  });
});

describe('an export', () => {
  const examineExport = async (text: string | null, path = 'lync.json') => {
    const root = await temporaryFolder();
    if (text !== null) await writeFile(join(root, 'lync.json'), text);
    return await examine(adapterContext(root, { options: { export: path } }));
  };

  it('is whole, and of today', async () => {
    expect(brief(await examineExport(exportText([fabrikam])))).toEqual([
      'ok export: lync.json is whole: 1 partner with 3 domains',
      'ok age: it was made at 2030-01-01T06:00:00Z',
    ]);
  });

  it('is old, or from the future', async () => {
    expect(brief(await examineExport(exportText([], '2029-12-01T06:00:00Z')))[1]).toBe(
      'warning age: it was made at 2029-12-01T06:00:00Z, 31 days ago',
    );
    expect(brief(await examineExport(exportText([], '2030-02-01T06:00:00Z')))[1]).toMatch(
      /^warning age: .*still to come/,
    );
  });

  it('is not there, or is broken', async () => {
    expect(brief(await examineExport(null))).toEqual([
      'failed export: it cannot be read: there is no such file or folder',
      'skipped age: not looked at, because of export',
    ]);
    expect((await examineExport('{}'))[0]?.status).toBe('failed');
    expect((await examineExport('{}', '../lync.json'))[0]?.status).toBe('failed');
  });

  it('and a connection exclude each other', async () => {
    const steps = await examine(adapterContext('/nowhere', { options: { export: 'x.json', host: 'admin-1' } }));
    expect(brief(steps)).toEqual(['failed options: export and host exclude each other']);
  });
});
