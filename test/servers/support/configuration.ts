/** ServerOptions → the text of a Prosody configuration file. */
import { lua, luaOptions } from './lua-text.ts';
import type { ServerOptions } from './server-options.ts';

export const HTTP_PORT = 5280;
export const C2S_PORT = 5222;
export const S2S_PORT = 5269;
export const RIG_PORT = 5281;

/** Where this server is, and what is written beside its configuration. */
export interface Place {
  readonly ip: string;
  readonly folder: string;
  readonly plugins: readonly string[];
  /** Of s2s on ::1. */
  readonly port6?: number;
  /** `_xmpp-server._tcp.b.test. SRV 0 0 5269 b.test.` */
  readonly srv?: string;
}

const MODULES = ['disco', 'roster', 'saslauth', 'tls', 'dialback', 'posix', 'ping', 'test_rig'] as const;

export function configurationText(options: ServerOptions, place: Place): string {
  const { ip, folder, plugins, port6 } = place;
  const policy = options.guarded ? ['partner_policy'] : [];
  const bidi = options.bidi ? ['s2s_bidi'] : [];
  const globals = luaOptions({
    pidfile: `${folder}/prosody.pid`,
    data_path: `${folder}/data`,
    certificates: `${folder}/certificates`,
    plugin_paths: plugins,
    interfaces: [ip],
    s2s_interfaces: port6 === undefined ? [ip] : [ip, '::1'],
    c2s_ports: [C2S_PORT],
    s2s_ports: [S2S_PORT, ...(port6 === undefined ? [] : [port6])],
    c2s_direct_tls_ports: [],
    s2s_direct_tls_ports: [],
    http_interfaces: [ip],
    http_ports: [HTTP_PORT],
    https_ports: [],
    use_ipv6: options.ipv6 ?? false,
    ssl: { cafile: `${folder}/ca.pem`, capath: false },
    unbound: { resolvconf: false, hoststxt: `${folder}/hosts.txt`, options: dnsOptions(place) },
    authentication: 'internal_plain',
    c2s_require_encryption: false,
    allow_unencrypted_plain_auth: true,
    s2s_secure_auth: options.secureAuth ?? false,
    s2s_require_encryption: options.requireEncryption ?? false,
    modules_enabled: [...MODULES, ...bidi, ...policy, ...(options.modules ?? [])],
    ...(options.guarded && { modules_disabled: ['s2s'], partner_policy_tokens: `${folder}/tokens` }),
    log: [{ levels: { min: 'debug' }, to: 'console' }],
    statistics: 'internal',
    test_rig_address: ip,
    test_rig_port: RIG_PORT,
    ...options.options,
  });
  // a line of the log is to arrive when it is written; 13.0 has Lua's libraries in a table of their own
  const parts = [
    '(Lua and Lua.io or io).stdout:setvbuf("line")\n',
    globals,
    options.lines ?? '',
    ...hostTexts(options),
  ];
  return parts.join('\n');
}

/** Only the names in hosts.txt exist. */
function dnsOptions({ srv }: Place) {
  return { 'local-zone:': 'test. static', 'local-data:': srv };
}

function hostTexts({ hosts, bidi }: ServerOptions): readonly string[] {
  return Object.entries(hosts).map(([domain, host]) => {
    const { component, tls = true } = host;
    const head =
      component === undefined ? `VirtualHost ${lua(domain)}\n` : `Component ${lua(domain)} ${lua(component)}\n`;
    // components do not inherit the global modules
    const enabled = component === undefined ? [] : ['tls', 'dialback', 'saslauth', ...(bidi ? ['s2s_bidi'] : [])];
    const modules = {
      modules_enabled: enabled.length === 0 ? undefined : enabled.filter((name) => tls || name !== 'tls'),
      modules_disabled: tls ? undefined : ['tls'],
    };
    return `${head}${luaOptions({ ...modules, ...host.options })}`;
  });
}
