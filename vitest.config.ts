// Tests read the same version constant as the bundle; nothing else is defined for them.
import { availableParallelism } from 'node:os';
import { defaultExclude, defineConfig } from 'vitest/config';
import manifest from './package.json' with { type: 'json' };
import { HOW_TO_GET_PROSODY, PROSODY_VERSIONS, prosodyVersions } from './test/servers/support/installation.ts';
import { chromiumPath, HOW_TO_GET_CHROMIUM } from './test/support/chromium-path.ts';
import { ejabberdIsHere, HOW_TO_GET_EJABBERD } from './test/support/ejabberd/installation.ts';
import { HOW_TO_GET_SSH, sshIsHere } from './test/support/ssh-path.ts';

const versions = prosodyVersions();
const missing = PROSODY_VERSIONS.filter((version) => !versions.includes(version));

/** Real parts that tests need. Files are left out whole, so that no test looks as if it had been run. */
const PARTS = [
  {
    what: `Prosody ${missing.join(' and ')}`,
    isWhole: missing.length === 0,
    isHere: versions.length > 0,
    bring: HOW_TO_GET_PROSODY,
    files: ['test/servers/**/*.test.ts', 'test/**/*.prosody.test.ts'],
  },
  {
    what: 'ejabberd',
    isWhole: ejabberdIsHere(),
    isHere: ejabberdIsHere(),
    bring: HOW_TO_GET_EJABBERD,
    files: ['test/**/*.ejabberd.*test.ts'],
  },
  {
    what: 'a browser',
    isWhole: chromiumPath() !== undefined,
    isHere: chromiumPath() !== undefined,
    bring: HOW_TO_GET_CHROMIUM,
    files: ['test/**/*.browser.test.ts'],
  },
  {
    what: 'OpenSSH',
    isWhole: sshIsHere(),
    isHere: sshIsHere(),
    bring: HOW_TO_GET_SSH,
    files: ['test/**/*.ssh.test.ts'],
  },
] as const;
for (const { what, isWhole, bring } of PARTS)
  if (!isWhole) process.stderr.write(`not tested with ${what}, which is not here: ${bring}\n`);

export default defineConfig({
  define: { __VERSION__: JSON.stringify(manifest.version) },
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    exclude: [...defaultExclude, ...PARTS.flatMap(({ isHere, files }) => (isHere ? [] : files))],
    globalSetup: ['test/servers/support/global-setup.ts'],
    // forks, because threads have no signals and no working directory; shared, because a fresh process and a fresh
    // module graph per file cost 0.4 s each: so a test file leaves no global state behind
    pool: 'forks',
    isolate: false,
    // not one less than there are cores: what tests wait for is mostly another process
    maxWorkers: Math.max(2, availableParallelism()),
    // the longest test takes four seconds: this is room for a machine with ten times as much to do
    testTimeout: 60_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    // a CLI's output must not depend on the terminal that runs the tests
    env: { NO_COLOR: '1', FORCE_COLOR: '0', TZ: 'UTC' },
    coverage: { provider: 'v8', include: ['src/**/*.ts'], exclude: ['src/**/generated/**'] },
  },
});
