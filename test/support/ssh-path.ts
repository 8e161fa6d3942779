/** Where OpenSSH's server is; apart, because vitest's configuration asks before there is any test. */
import { existsSync } from 'node:fs';

const PARTS = ['/usr/sbin/sshd', '/usr/bin/ssh', '/usr/bin/ssh-keygen'];

export const HOW_TO_GET_SSH = 'as root `bash .ci/install-openssh` brings it';

/** Throws where it may not be missing (PARTNERCTL_REQUIRE_SSH). */
export function sshIsHere(): boolean {
  const missing = PARTS.filter((path) => !existsSync(path));
  if (missing.length > 0 && process.env['PARTNERCTL_REQUIRE_SSH'] === '1')
    throw new Error(`${missing.join(', ')} missing: ${HOW_TO_GET_SSH}`);
  return missing.length === 0;
}
