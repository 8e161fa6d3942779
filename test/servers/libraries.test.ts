/** The module's libraries without a server: the scripts in lua/, run by a bare Lua with either Prosody's own libraries. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { NEGOTIATIONS, permittedMethods } from '../../src/model/negotiation.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';
import { prosodyScript, prosodyVersions } from './support/installation.ts';
import { runFolder } from './support/run-folder.ts';

const SCRIPTS = fileURLToPath(new URL('lua', import.meta.url));
const MODULE = fileURLToPath(new URL('../../servers/prosody/mod_partner_policy', import.meta.url));
const names = readdirSync(SCRIPTS)
  .map((file) => basename(file, '.lua'))
  .filter((name) => name !== 'prelude');

const makeFolder = temporaryFolders();

for (const version of prosodyVersions()) {
  describe(`libraries of Prosody ${version}`, () => {
    const script = prosodyScript(version, runFolder());
    const lib = script.startsWith('/usr/') ? '/usr/lib/prosody' : join(dirname(script), 'lib');

    async function run(name: string): Promise<string> {
      const args = ['-l', 'prelude', `${name}.lua`, MODULE, lib, await makeFolder()];
      try {
        return execFileSync('lua5.4', args, { cwd: SCRIPTS, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
      } catch (error) {
        // what the script has printed says more than that it failed
        const { stdout, stderr } = error as { stdout: string; stderr: string };
        throw new Error(`${stdout}${stderr}`, { cause: error });
      }
    }

    test.each(names)('%s', async (name) => {
      await run(name);
    });

    test('the matrix is the same as in TypeScript', async () => {
      const wanted = NEGOTIATIONS.flatMap((tlsNegotiation) =>
        NEGOTIATIONS.flatMap((saslNegotiation) =>
          [true, false].map((dialbackNegotiation) => {
            const settings = { tlsNegotiation, saslNegotiation, dialbackNegotiation };
            return { ...settings, methods: permittedMethods(settings) };
          }),
        ),
      );
      expect(wanted).toHaveLength(18);
      expect(JSON.parse(await run('matrix'))).toEqual(wanted);
    });
  });
}

/** Whoever assigns to a name that is not local writes into the module's environment, where all libraries meet. */
test('no file of the module has globals', () => {
  const files = readdirSync(MODULE).filter((file) => file.endsWith('.lua'));
  expect(files.length).toBeGreaterThan(10);
  for (const file of files) {
    const listing = execFileSync('luac5.4', ['-l', '-l', '-p', join(MODULE, file)], { encoding: 'utf8' });
    const assigned = [...listing.matchAll(/SETTABUP.*_ENV "(\w+)"/g)].map(([, name]) => name);
    expect(assigned, file).toEqual([]);
  }
});
