// Tests read the same version constant as the bundle; nothing else is defined for them.
import { availableParallelism } from 'node:os';
import { defaultExclude, defineConfig } from 'vitest/config';
import manifest from './package.json' with { type: 'json' };
import { HOW_TO_GET_PROSODY, PROSODY_VERSIONS, prosodyVersions } from './test/servers/support/installation.ts';

/** What starts real servers. Files are left out whole, so that no test looks as if it had been run. */
const WITH_SERVERS = ['test/servers/**/*.test.ts', 'test/**/*.prosody.test.ts'];
const here = prosodyVersions();
const missing = PROSODY_VERSIONS.filter((version) => !here.includes(version));
if (missing.length > 0)
  process.stderr.write(`not tested with Prosody ${missing.join(' and ')}, which is not here: ${HOW_TO_GET_PROSODY}\n`);

export default defineConfig({
  define: { __VERSION__: JSON.stringify(manifest.version) },
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    exclude: [...defaultExclude, ...(here.length === 0 ? WITH_SERVERS : [])],
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
