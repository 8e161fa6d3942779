#!/usr/bin/env node
// The entry point. Tiny: `--version` answers before anything else is loaded.
const [first, ...others] = process.argv.slice(2);
if ((first === '--version' || first === '-V') && others.length === 0) {
  process.stdout.write(`${__VERSION__}\n`);
} else {
  const { runProcess } = await import('./cli/process.ts');
  await runProcess();
}
