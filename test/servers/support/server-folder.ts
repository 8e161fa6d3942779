/** What a server finds when it starts: configuration, certificates, accounts, rosters, names, modules. */
import { cpSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { authorityPem, certificateFor } from './certificates.ts';
import { configurationText, type Place } from './configuration.ts';
import { lua } from './lua-text.ts';
import { tokensText } from './partner-api.ts';
import { ownFile, ownFolder } from './run-folder.ts';
import { type HostOptions, PASSWORD, type ServerOptions } from './server-options.ts';

/** mod_test_rig. */
const RIG_MODULES = fileURLToPath(new URL('lua', import.meta.url));
const OUR_MODULES = fileURLToPath(new URL('../../../servers/prosody', import.meta.url));

export interface ServerFolder {
  readonly config: string;
  /** The server's own copy of our modules, for a test to break. */
  readonly plugins: string;
}

export function writeServerFolder(options: ServerOptions, place: Place, hostsText: string): ServerFolder {
  const { folder } = place;
  ownFolder(folder);
  ownFolder(join(folder, 'data'));
  ownFile(join(folder, 'hosts.txt'), hostsText);
  ownFile(join(folder, 'ca.pem'), authorityPem());
  for (const [domain, host] of Object.entries(options.hosts)) writeHost(folder, domain, host);
  const plugins = join(folder, 'plugins');
  copyModules(options, plugins);
  if (options.guarded) ownFile(join(folder, 'tokens'), tokensText());
  const config = join(folder, 'prosody.cfg.lua');
  writeFileSync(config, configurationText(options, { ...place, plugins: [plugins] }));
  return { config, plugins };
}

function copyModules({ plugins, guarded }: ServerOptions, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  const ours = guarded && existsSync(OUR_MODULES) ? [OUR_MODULES] : [];
  for (const source of [RIG_MODULES, ...(plugins ?? ours)]) cpSync(source, folder, { recursive: true, filter: isOurs });
}

function isOurs(path: string): boolean {
  return !basename(path).startsWith('.');
}

function writeHost(folder: string, domain: string, host: HostOptions): void {
  if (host.tls ?? true) {
    const { certificate, key } = certificateFor(domain, host.certificate);
    ownFile(join(folder, `certificates/${domain}.crt`), certificate);
    ownFile(join(folder, `certificates/${domain}.key`), key);
  }
  const data = join(folder, 'data', encoded(domain));
  if (host.users !== undefined) ownFolder(data);
  for (const [user, roster] of Object.entries(host.users ?? {})) {
    ownFile(join(data, 'accounts', `${encoded(user)}.dat`), `return ${lua({ password: PASSWORD })};\n`);
    const items = Object.entries(roster).map(([jid, item]) => `[${lua(jid)}] = ${lua({ groups: {}, ...item })};`);
    const text = `return { [false] = { version = 1 }; ${items.join(' ')} };\n`;
    if (items.length > 0) ownFile(join(data, 'roster', `${encoded(user)}.dat`), text);
  }
}

/** As Prosody names its files. */
function encoded(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => (/[\dA-Za-z]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : hexed(byte)))
    .join('');
}

function hexed(byte: number): string {
  return `%${byte.toString(16).padStart(2, '0')}`;
}
