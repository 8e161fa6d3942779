// Tests read the same version constant as the bundle; nothing else is defined for them.
import { defineConfig } from 'vitest/config';
import manifest from './package.json' with { type: 'json' };

export default defineConfig({
  define: { __VERSION__: JSON.stringify(manifest.version) },
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    // forks, because threads have no signals and no working directory; shared, because a fresh process and a fresh
    // module graph per file cost 0.4 s each: so a test file leaves no global state behind
    pool: 'forks',
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    restoreMocks: true,
    // a CLI's output must not depend on the terminal that runs the tests
    env: { NO_COLOR: '1', FORCE_COLOR: '0', TZ: 'UTC' },
    coverage: { provider: 'v8', include: ['src/**/*.ts'], exclude: ['src/**/generated/**'] },
  },
});
