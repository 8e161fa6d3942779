/** One session for a run, and every way in which it can fail: what is told, what is written, what is left behind. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLyncAdapter } from '../../../src/adapters/lync/adapter.ts';
import type { Adapter, AdapterContext } from '../../../src/model/adapter.ts';
import { isAlive } from '../../shell/processes.ts';
import { EXAMPLES, fabrikam, litware, plain } from '../contract/examples.ts';
import { add, apply, read, remove, update, write } from '../contract/harness.ts';
import { asStored, lyncContext, type StandIn, standIn } from './stand-in.ts';

let server: StandIn;
let adapter: Adapter;
const opened: Adapter[] = [];

async function open(overrides: Partial<AdapterContext> = {}): Promise<Adapter> {
  const made = await openLyncAdapter(lyncContext(server, overrides));
  opened.push(made);
  return made;
}

beforeEach(async () => {
  server = await standIn();
  adapter = await open();
});
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
  expect(server.starts().filter(isAlive)).toEqual([]);
  await server.dispose();
});

const failure = (code: string | RegExp, words: RegExp, operation = 'read'): unknown =>
  expect.objectContaining({
    name: 'AdapterError',
    deployment: 'lync-1',
    operation,
    code: expect.stringMatching(code) as string,
    message: expect.stringMatching(words) as string,
    hint: expect.stringMatching(/./) as string,
  });

describe('a run', () => {
  it('is one process, however much it reads and writes', async () => {
    await apply(adapter, EXAMPLES.map(add));
    await apply(adapter, [update(litware, { ...litware, keepAlive: false }), remove(plain)]);
    await Promise.all([read(adapter), read(adapter), read(adapter)]);
    expect(server.starts()).toHaveLength(1);
  });

  it('is one process, also where several ask at once before there is one', async () => {
    await Promise.all([read(adapter), read(adapter), read(adapter)]);
    expect(server.starts()).toHaveLength(1);
  });

  it('does not start anything before something is asked', async () => {
    await adapter.close();
    expect(server.starts()).toEqual([]);
  });

  it('ends its process when it is over', async () => {
    await read(adapter);
    expect(server.starts().filter(isAlive)).toHaveLength(1);
    await adapter.close();
    expect(server.starts().filter(isAlive)).toEqual([]);
  });

  it('is not disturbed by what modules print', async () => {
    server.fail({ noise: true });
    await apply(adapter, [add(fabrikam)]);
    expect((await read(adapter)).partners).toEqual([fabrikam]);
  });
});

describe('what reaches the cmdlets', () => {
  it('New is told all that is not "none", Set what differs, Remove the name alone', async () => {
    await apply(adapter, [add(plain)]);
    await apply(adapter, [
      update(plain, { ...plain, connectionLimit: 3, additionalDomains: ['b.example', 'a.example'].sort() }),
    ]);
    await apply(adapter, [
      update({ ...plain, connectionLimit: 3, additionalDomains: ['a.example', 'b.example'] }, plain),
    ]);
    await apply(adapter, [remove(plain)]);
    expect(server.calls()).toEqual([
      'New-CsXmppAllowedPartner plain.example {"PartnerType":"Federated","TlsNegotiation":"Required","SaslNegotiation":"Required","SupportDialbackNegotiation":true,"EnableKeepAlive":true}',
      'Set-CsXmppAllowedPartner plain.example {"AdditionalDomains":{"Replace":["a.example","b.example"]},"ConnectionLimit":3}',
      'Set-CsXmppAllowedPartner plain.example {"AdditionalDomains":null,"ConnectionLimit":null}',
      'Remove-CsXmppAllowedPartner plain.example {}',
    ]);
  });

  it('nothing, where it is there already', async () => {
    server.write(asStored(fabrikam));
    await apply(adapter, [add(fabrikam), remove(plain)]);
    expect(server.calls()).toEqual([]);
  });

  it('the name as the server writes it, where that has upper case or a dot at its end', async () => {
    server.write(
      asStored(plain, { Identity: 'Plain.Example.', Domain: 'Plain.Example.', ProxyFqdn: 'XMPP.plain.example' }),
    );
    const before = { ...plain, proxyFqdn: 'xmpp.plain.example' };
    expect((await read(adapter)).partners).toEqual([before]);
    await apply(adapter, [update(before, { ...before, keepAlive: false })]);
    await apply(adapter, [remove({ ...before, keepAlive: false })]);
    expect(server.calls()).toEqual([
      'Set-CsXmppAllowedPartner Plain.Example. {"EnableKeepAlive":false}',
      'Remove-CsXmppAllowedPartner Plain.Example. {}',
    ]);
    expect(server.partners()).toEqual([]);
  });

  it.each(['2020-01-01T00:00:00Z', '/Date(0)/', '$(exit)`"', '\u2019; exit', 'x\u2028y'])(
    'a description that looks like something else, as it is: %j',
    async (description) => {
      await apply(adapter, [add({ ...plain, description })]);
      expect((await read(adapter)).partners).toEqual([{ ...plain, description }]);
      expect(server.partners()).toMatchObject([{ Description: description }]);
    },
  );
});

describe('reading', () => {
  it.each([
    {
      fault: { module: 'missing' },
      code: 'no-module',
      words: /5\.1\.14393.*neither the module SkypeForBusiness nor Lync/,
    },
    { fault: { module: 'broken' }, code: 'no-module', words: /cannot be loaded: .*running scripts is disabled/ },
    { fault: { read: 'throw' }, code: 'cmdlet-failed', words: /Could not connect to SQL.*ManagementStoreUnavailable/ },
    { fault: { read: 'die' }, code: 'session-ended', words: /ended before it answered \(exit 9\)/ },
    { fault: { read: 'cut' }, code: 'session-ended', words: /ended before it answered/ },
  ] as const)('fails as $code: $fault', async ({ fault, code, words }) => {
    server.write(asStored(plain));
    server.fail(fault);
    await expect(read(adapter)).rejects.toEqual(failure(code, words));
    // nothing of it stays
    server.fail({});
    const again = 'module' in fault ? await open() : adapter;
    expect((await read(again)).partners).toEqual([plain]);
  });

  it('fails as timeout where nothing comes, and begins anew with the next question', async () => {
    const hasty = await open({ options: { shell: server.shell, timeout: 2 } });
    server.fail({ read: 'hang', once: true });
    await expect(read(hasty)).rejects.toEqual(failure('timeout', /no answer in time \(2 seconds\)/));
    expect((await read(hasty)).partners).toEqual([]);
    expect(server.starts()).toHaveLength(2);
  });

  it('fails as no-shell where there is none', async () => {
    const none = await open({ options: { shell: `${server.folder}/none/pwsh` } });
    await expect(read(none)).rejects.toEqual(failure('no-shell', /no such program/));
  });

  it.each([
    ['a limit of 0', { ConnectionLimit: 0 }, /plain\.example.*connectionLimit.* is 0/],
    ['a domain in U-labels', { AdditionalDomains: ['bücher.example'] }, /bücher\.example.*xn--bcher-kva\.example/],
    ['a property that is missing', { ProxyFqdn: undefined }, /without the property ProxyFqdn/],
  ])('names the partner and the field of %s', async (_, changes, words) => {
    server.write(asStored(plain, changes));
    await expect(read(adapter)).rejects.toEqual(failure(/unreadable-state|cmdlet-failed/, words));
  });
});

describe('writing', () => {
  const context = (revision: string, signal = new AbortController().signal) => ({
    revision,
    workspace: null,
    commit: null,
    actor: 'alice',
    signal,
  });

  it('is refused where the partner has moved, and says in what', async () => {
    server.write(asStored({ ...plain, keepAlive: false }));
    const results = await write(adapter, [update(plain, { ...plain, connectionLimit: 4 }), add(plain)]);
    expect(results).toMatchObject([
      {
        outcome: 'failed',
        error: { code: 'moved', message: 'plain.example has changed since it was read (keepAlive)' },
      },
      { outcome: 'failed', error: { code: 'moved', message: 'plain.example is there already, with other settings' } },
    ]);
    expect(server.calls()).toEqual([]);
  });

  it('is decided anew where somebody writes between the reading and the cmdlet', async () => {
    await read(adapter);
    server.fail({ meanwhile: asStored(litware) });
    await apply(adapter, [add(plain)]);
    expect((await read(adapter)).partners).toHaveLength(2);
    server.fail({ meanwhile: asStored({ ...fabrikam, keepAlive: false }) });
    const results = await write(adapter, [add(fabrikam)]);
    expect(results).toMatchObject([{ outcome: 'failed', error: { code: 'moved' } }]);
  });

  it('names who has a domain already', async () => {
    server.write(asStored(fabrikam));
    const results = await write(adapter, [add({ ...plain, additionalDomains: ['corp.fabrikam.com'] })]);
    expect(results).toMatchObject([
      {
        outcome: 'failed',
        error: {
          code: 'domain-conflict',
          message: 'corp.fabrikam.com would belong to both fabrikam.com and plain.example',
        },
      },
    ]);
  });

  it('tells what the cmdlet said, and goes on with the others', async () => {
    server.fail({ write: 'throw', once: true });
    const results = await write(adapter, [add(fabrikam), add(plain)]);
    expect(results).toMatchObject([
      {
        outcome: 'failed',
        error: {
          code: 'cmdlet-failed',
          message:
            'New-CsXmppAllowedPartner: Access to fabrikam.com is denied for CONTOSO\\svc: „Zugriff verweigert“ (AccessDenied,Microsoft.Rtc.Management.Xmpp.SetAllowedPartnerCmdlet)',
        },
      },
      { outcome: 'applied' },
    ]);
  });

  it('keeps warnings of what was applied', async () => {
    server.fail({ write: 'warn' });
    expect(await write(adapter, [add(plain)])).toEqual([
      {
        action: 'add',
        domain: 'plain.example',
        outcome: 'applied',
        warnings: ['Replication to plain.example may take "some" minutes – see ’the log’'],
      },
    ]);
  });

  it('goes by what is there afterwards, where the cmdlet complains and yet did it', async () => {
    server.fail({ write: 'throw-after' });
    const [result] = await write(adapter, [add(plain)]);
    expect(result).toMatchObject({ outcome: 'applied', warnings: [expect.stringContaining('denied')] });
  });

  it('fails where the cmdlet does something else than it was told', async () => {
    server.fail({ write: 'differ' });
    expect(await write(adapter, [add(plain)])).toMatchObject([
      {
        outcome: 'failed',
        error: {
          code: 'not-as-wanted',
          message:
            'New-CsXmppAllowedPartner says nothing, and yet plain.example differs from what was wanted in keepAlive',
        },
      },
    ]);
  });

  it('does not guess what takes a limit away, where the cmdlet takes no null', async () => {
    server.write(asStored({ ...plain, connectionLimit: 5 }));
    server.fail({ limitTakesNoNull: true });
    const [result] = await write(adapter, [update({ ...plain, connectionLimit: 5 }, plain)]);
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'cmdlet-failed' } });
    expect(server.partners()).toMatchObject([{ ConnectionLimit: 5 }]);
  });

  it.each(['die-before', 'die-after'] as const)(
    'whose answer is lost (%s) throws, and may be tried again',
    async (fault) => {
      const { revision } = await read(adapter);
      server.fail({ write: fault, once: true });
      await expect(adapter.write([add(plain)], context(revision))).rejects.toEqual(
        expect.objectContaining({ operation: 'write', code: 'session-ended', retryable: true }),
      );
      expect((await read(adapter)).partners).toEqual(fault === 'die-after' ? [plain] : []);
    },
  );

  it('whose answer does not come in time may still land, and says so', async () => {
    const hasty = await open({ options: { shell: server.shell, timeout: 2 } });
    const { revision } = await read(hasty);
    server.fail({ write: 'hang-after', once: true });
    await expect(hasty.write([add(plain)], context(revision))).rejects.toEqual(
      expect.objectContaining({ operation: 'write', code: 'no-answer', retryable: false }),
    );
    expect((await read(hasty)).partners).toEqual([plain]);
  });

  it('of a batch goes on after an answer that was lost, which it does not guess', async () => {
    await read(adapter);
    server.write(asStored(litware));
    const { revision } = await read(adapter);
    server.fail({ write: 'die-after', once: true });
    const done = remove(litware);
    const results = await adapter.write([add(litware), done, add(plain)], context(revision));
    expect(results).toMatchObject([
      { outcome: 'applied' },
      { outcome: 'unknown', error: { code: 'session-ended' } },
      { outcome: 'applied' },
    ]);
    expect(server.starts()).toHaveLength(2);
  });

  it('that is given up ends its process, and says that nobody knows', async () => {
    const { revision } = await read(adapter);
    server.fail({ write: 'hang-after', once: true });
    const giveUp = new AbortController();
    const writing = adapter.write([add(plain), add(litware)], context(revision, giveUp.signal));
    await expect.poll(() => server.partners().length).toBe(1);
    giveUp.abort(new Error('stopped by the test'));
    await expect(writing).rejects.toEqual(failure('no-answer', /not waited for/, 'write'));
    expect(server.starts().filter(isAlive)).toEqual([]);
  });
});

describe('the environment', () => {
  it('shows in no message what is in it', async () => {
    const secret = 'a-secret-of-somebody-else';
    const none = await open({ env: { PATH: process.env['PATH'], EDGE_EU_TOKEN: secret } });
    server.fail({ read: 'throw' });
    const error: unknown = await read(none).catch((each: unknown) => each);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(secret);
  });
});
