/** Is there an ejabberd to start, and whom does it run as? */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Debian's. */
export const CTL = '/usr/sbin/ejabberdctl';

export const HOW_TO_GET_EJABBERD = 'as root `apt-get install -y --no-install-recommends ejabberd`';

/** Only root may become the user that it runs as. Throws where it may not be missing (PARTNERCTL_REQUIRE_EJABBERD). */
export function ejabberdIsHere(): boolean {
  const here = existsSync(CTL) && process.getuid?.() === 0;
  if (!here && process.env['PARTNERCTL_REQUIRE_EJABBERD'] === '1')
    throw new Error(`ejabberd is missing: ${HOW_TO_GET_EJABBERD}`);
  return here;
}

export interface User {
  readonly uid: number;
  readonly gid: number;
}

export function ejabberdUser(): User {
  const idOf = (option: string): number => Number(execFileSync('id', [option, 'ejabberd'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}
