// `npm start`: a tour of the repository's own partners against the embedded deployment.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tour = [['lint'], ['plan'], ['apply', '--yes', '--quiet'], ['plan']];

for (const args of tour) {
  console.log(`\n$ partnerctl ${args.join(' ')}`);
  const { status } = spawnSync(process.execPath, [join(root, 'dist/bin.js'), ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    process.exitCode = status ?? 1;
    break;
  }
}
