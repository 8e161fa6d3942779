/** Where Chromium is; apart, because vitest's configuration asks before there is any test. */
import { existsSync } from 'node:fs';

export const HOW_TO_GET_CHROMIUM =
  'as root `apt-get install -y --no-install-recommends chromium fonts-liberation` brings it';

/** Undefined where it is missing and may be (PARTNERCTL_REQUIRE_CHROMIUM). */
export function chromiumPath(): string | undefined {
  const candidates = [process.env['PARTNERCTL_CHROMIUM'], '/usr/bin/chromium'];
  const found = candidates.find((path) => path !== undefined && existsSync(path));
  if (found === undefined && process.env['PARTNERCTL_REQUIRE_CHROMIUM'] === '1')
    throw new Error(`Chromium is missing: ${HOW_TO_GET_CHROMIUM}`);
  return found;
}
