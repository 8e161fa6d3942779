/** What the whole virtual host does, and what a deployment's `enforces` says of it: compared with the server and with files. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Deployment, ENFORCES, partnerFile, startDeployment } from './deployment.ts';

describe('what an ejabberd does for all partners', () => {
  let at: Deployment;
  beforeAll(async () => {
    at = await startDeployment({
      'one.test': {},
      'two.test': {},
      'self-signed.test': { certificate: { kind: 'self-signed' } },
    });
  });
  beforeEach(() => at.empty());
  afterAll(() => at?.stop());

  const LENIENT = { s2s_use_starttls: 'optional', modules: { mod_disco: {}, mod_s2s_dialback: {} } } as const;
  const weakened = async (): Promise<void> => {
    at.configure({ ...at.main, ...LENIENT });
    expect((await at.ours.reload()).status).toBe(200);
  };

  test('a server that does otherwise is drift: nobody may be let in by it, but be thrown out', async () => {
    const made = await at.repository({ ...partnerFile('one.test'), ...partnerFile('two.test') });
    await at.run(made, ['apply', '--yes']);
    await weakened();
    const planned = await at.run(made, ['plan', '--detailed-exitcode']);
    expect(planned.stdout).toMatch(
      /the virtual host ours\.test does authentication: sasl-tls, tls-dialback,\s+tcp-dialback \(s2s_use_starttls: optional, with mod_s2s_dialback\), and `enforces` declares\s+sasl-tls/,
    );
    expect(planned.code).toBe(2);
    const doctor = await at.run(made, ['doctor', '--deployment', 'edge']);
    expect(doctor.stdout).toMatch(/! enforces {3}the virtual host ours\.test[\s\S]*edge: ready, 1 warning/);
    expect(doctor.code).toBe(0);
    made.commit('One more', partnerFile('self-signed.test'));
    const refused = await at.run(made, ['apply', '--yes']);
    expect(refused.stdout).toContain('refused (declaration): nothing may be opened');
    expect(refused.code).toBe(3);
    expect((await at.there('self-signed.test')).arrived).toBe(false);
    made.commit('Two fewer', { 'partners/self-signed.test.yaml': null, 'partners/two.test.yaml': null });
    const closed = await at.run(made, ['apply', '--yes', '--format', 'json']);
    expect(JSON.parse(closed.stdout)).toMatchObject({
      ledgers: [{ results: [{ domain: 'two.test', outcome: 'applied' }], verified: false }],
    });
    expect(closed.code).toBe(1);
    expect((await at.there('two.test')).arrived).toBe(false);
  });

  test('a partner whose methods are others is an error that names field, partner and deployment', async () => {
    const made = await at.repository({
      ...partnerFile('one.test', 'saslNegotiation: Optional'),
      ...partnerFile('two.test', 'tlsNegotiation: Optional', 'dialbackNegotiation: false'),
    });
    const { code, stdout } = await at.run(made, ['plan']);
    expect(stdout).toMatch(
      /error edge \(ejabberd\) cannot express saslNegotiation: "Optional" of one\.test \(it does "Required"\s+for every partner\)/,
    );
    // said with other settings, and the same methods
    expect(stdout).not.toMatch(/cannot express .* of two\.test/);
    expect(code).toBe(1);
  });

  test('keepAlive: a default that the server lacks is a note, stated it is an error', async () => {
    const byDefault = await at.run(await at.repository(partnerFile('one.test')), ['plan']);
    expect(byDefault.stdout).toMatch(/info edge \(ejabberd\) cannot express keepAlive/);
    expect(byDefault.code).toBe(0);
    const stated = await at.run(await at.repository(partnerFile('one.test', 'keepAlive: true')), ['plan']);
    expect(stated.stdout).toMatch(/error edge \(ejabberd\) cannot express keepAlive: true of one\.test/);
    expect(stated.code).toBe(1);
    const agreed = await at.run(await at.repository(partnerFile('one.test', 'keepAlive: false')), ['plan']);
    expect(agreed.stdout).not.toContain('keepAlive');
  });

  test('without `enforces` nothing is assumed, and the plan says what to declare', async () => {
    const { code, stdout } = await at.run(await at.repository(partnerFile('one.test'), { enforces: undefined }), [
      'plan',
    ]);
    expect(stdout).toMatch(/cannot express tlsNegotiation: "Required" of one\.test/);
    expect(stdout).toContain('hint: declare with `enforces` what its server does for all partners');
    expect(code).toBe(1);
  });

  test('declared as it is, and agreed with: a partner without a certificate of an authority talks', async () => {
    await weakened();
    const enforces = {
      ...ENFORCES,
      tlsNegotiation: 'Optional',
      saslNegotiation: 'Optional',
      dialbackNegotiation: true,
    };
    const lenient = partnerFile('self-signed.test', 'tlsNegotiation: Optional', 'saslNegotiation: Optional');
    const applied = await at.run(await at.repository(lenient, { enforces }), ['apply', '--yes']);
    expect(applied.stdout).toContain('edge: 1 applied, verified');
    expect(await at.talks('self-signed.test')).toBe(true);
  });

  test('a limit of connections: ejabberd opens one stream to a partner, whatever the number', async () => {
    const made = await at.repository({ ...partnerFile('one.test', 'connectionLimit: 4'), ...partnerFile('two.test') });
    const applied = await at.run(made, ['apply', '--yes']);
    expect(applied.stdout).toContain('info edge (ejabberd) enforces connectionLimit only in part');
    expect(applied.code).toBe(0);
    const streams = async (domain: string) => {
      await at.there(domain);
      const all = await at.theirs.streams();
      return all.filter((each) => each.direction === 'inbound' && each.local === domain).length;
    };
    expect(await streams('one.test')).toBe(1);
    expect(await streams('two.test')).toBe(1);
    // by hand it can be told to open more: then that is what is read, and taken back
    at.edit((text) => text.replace(/(max_s2s_connections\w*): 1\n/g, '$1: [6: partnerctl_one.test]\n'));
    await at.ours.reload();
    await at.ours.command('stop_s2s_connections');
    expect(await streams('one.test')).toBe(6);
    expect((await at.run(made, ['plan'])).stdout).toContain('Connection limit: 6 → 4');
    await at.run(made, ['apply', '--yes']);
    await at.ours.command('stop_s2s_connections');
    expect(await streams('one.test')).toBe(1);
    expect(await streams('two.test')).toBe(1);
  });
});
