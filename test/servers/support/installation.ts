/**
 * Which versions of Prosody this machine has, and how each is started. One is installed; the other one is unpacked
 * beside it, which `.ci/install-prosody` does, into .cache/prosody; PARTNERCTL_PROSODY_13 names another folder.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PROSODY_VERSIONS = ['0.12', '13.0'] as const;
export type ProsodyVersion = (typeof PROSODY_VERSIONS)[number];

export const HOW_TO_GET_PROSODY =
  'as root `apt-get install -y --no-install-recommends prosody prosody-modules lua-unbound` brings one version, `bash .ci/install-prosody` both';

const unpacked = fileURLToPath(new URL('../../../.cache/prosody', import.meta.url));

/** The versions to test: those that are here, or all where none may be missing (PARTNERCTL_REQUIRE_PROSODY). */
export function prosodyVersions(): readonly ProsodyVersion[] {
  const here = PROSODY_VERSIONS.filter((version) => rootOf(version) !== undefined && hasUnbound());
  const missing = PROSODY_VERSIONS.filter((version) => !here.includes(version));
  if (process.env['PARTNERCTL_REQUIRE_PROSODY'] === '1' && missing.length > 0)
    throw new Error(`Prosody ${missing.join(' and ')} or lua-unbound is missing: ${HOW_TO_GET_PROSODY}`);
  return here;
}

/** Where `usr/bin/prosody` and `usr/lib/prosody` of this version are. */
function rootOf(version: ProsodyVersion): string | undefined {
  return ['/', process.env['PARTNERCTL_PROSODY_13'] ?? unpacked].find((root) =>
    versionAt(root)?.startsWith(`${version}.`),
  );
}

function versionAt(root: string): string | undefined {
  const file = join(root, 'usr/lib/prosody/prosody.version');
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

let unbound: boolean | undefined;

/** Without lua-unbound there is no DNS of a server's own. */
function hasUnbound(): boolean {
  unbound ??= succeeds('lua5.4', '-e', 'require "lunbound"');
  return unbound;
}

function succeeds(program: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * The script that runs this version; written into `folder`, which everybody may read. The unpacked one is copied
 * there, because the repository may lie where Prosody's own user may not look; its paths are put right.
 */
export function prosodyScript(
  version: ProsodyVersion,
  folder: string,
  name: 'prosody' | 'prosodyctl' = 'prosody',
): string {
  const root = rootOf(version);
  if (root === undefined) throw new Error(`there is no Prosody ${version}: ${HOW_TO_GET_PROSODY}`);
  if (root === '/') return `/usr/bin/${name}`;
  const copy = join(folder, `prosody-${version}`);
  const lib = join(copy, 'lib');
  const script = join(copy, name);
  if (existsSync(script)) return script;
  if (!existsSync(lib)) cpSync(join(root, 'usr/lib/prosody'), lib, { recursive: true });
  const text = readFileSync(join(root, 'usr/bin', name), 'utf8').replaceAll("'/usr/lib/prosody", `'${lib}`);
  writeFileSync(script, text);
  return script;
}
