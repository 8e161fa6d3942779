// `npm start`: a tour of the repository's own partners against the embedded deployment.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tour } from './tour.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

for (const args of tour) {
  console.log(`\n$ partnerctl ${args.join(' ')}`);
  const { status } = spawnSync(process.execPath, [join(root, 'dist/bin.js'), ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    process.exitCode = status ?? 1;
    break;
  }
}
