/** The files that an ejabberd of the tests is started with: asked nothing of the machine's settings. */

/** What its user can be asked to do: what an administrator gives a reconciler, and what tests look at. */
export const API_COMMANDS: readonly string[] = [
  'reload_config',
  'dump_config',
  'incoming_s2s_number',
  'outgoing_s2s_number',
  'stop_s2s_connections',
  'status',
];

export const PORTS = { s2s: 5269, directTls: 5270, client: 5222, api: 5280 } as const;

export interface EjabberdOptions {
  /** Each with its part of `host_config`, as JSON, which is YAML. */
  readonly hosts: Readonly<Record<string, object>>;
  /** For all of them. */
  readonly options: object;
  /** Users can log in, and each host has one, bob. */
  readonly users?: boolean;
  /** It can be asked over HTTP to do API_COMMANDS. */
  readonly api?: boolean;
  /** PEM: certificate and key. Without it there is no TLS. */
  readonly certificate?: string;
  readonly authority?: string;
  /** `ADDRESS:PORT`, for what it looks up itself; without it it looks nothing up. */
  readonly dns?: string;
}

export interface Place {
  readonly folder: string;
  readonly ip: string;
}

/** The main file, and whatever it names. */
export function mainFile({ folder, ip }: Place, options: EjabberdOptions): string {
  const { hosts, options: all, users = false, api = false, certificate, authority } = options;
  const listener = { ip, module: 'ejabberd_s2s_in' };
  const hasHostConfig = Object.values(hosts).some((each) => Object.keys(each).length > 0);
  return JSON.stringify({
    hosts: Object.keys(hosts),
    ...(hasHostConfig && { host_config: hosts }),
    ...(certificate !== undefined && { certfiles: [`${folder}/server.pem`] }),
    ...(authority !== undefined && { ca_file: `${folder}/authority.pem` }),
    listen: [
      { ...listener, port: PORTS.s2s },
      ...(certificate === undefined ? [] : [{ ...listener, port: PORTS.directTls, tls: true }]),
      ...(users ? [{ ip, port: PORTS.client, module: 'ejabberd_c2s', starttls: false }] : []),
      ...(users || api
        ? [{ ip, port: PORTS.api, module: 'ejabberd_http', request_handlers: { '/api': 'mod_http_api' } }]
        : []),
    ],
    ...((users || api) && {
      api_permissions: {
        tests: {
          from: ['mod_http_api'],
          who: [{ ip: '127.0.0.0/8' }],
          what: [...(users ? ['register'] : []), ...(api ? API_COMMANDS : [])],
        },
      },
    }),
    ...all,
  });
}

/** By name, in its folder. */
export function otherFiles({ folder, ip }: Place, options: EjabberdOptions): Readonly<Record<string, string>> {
  const { certificate, authority, dns = '127.0.0.1:9' } = options;
  const [host = '', port = ''] = dns.split(':');
  return {
    ...(certificate !== undefined && { 'server.pem': certificate }),
    ...(authority !== undefined && { 'authority.pem': authority }),
    // no file at all: one that is named is read again after five seconds, and forgets our name server
    inetrc: `{resolv_conf,""}.\n{nameserver,{${host.replaceAll('.', ',')}},${port}}.\n{lookup,[dns]}.\n`,
    'ejabberdctl.cfg': controlFile({ folder, ip }, [`INET_DIST_INTERFACE=${ip}`]),
    // who only calls commands listens nowhere; to parse the address would start another Erlang each time
    'client.cfg': controlFile({ folder, ip }, []),
  };
}

/** An address as the node's host needs no resolution; a port of its own needs no epmd. */
function controlFile({ folder, ip }: Place, more: readonly string[]): string {
  return [
    `ERLANG_NODE=ejabberd@${ip}`,
    ...more,
    'ERL_DIST_PORT=5210',
    'ERL_OPTIONS="-env ERL_CRASH_DUMP_BYTES 0 -setcookie test"',
    `EJABBERD_PID_PATH=${folder}/pid`,
    `CONTRIB_MODULES_CONF_DIR=${folder}/modules`,
    `CONTRIB_MODULES_PATH=${folder}/modules`,
    'EJABBERD_BYPASS_WARNINGS=true',
    '',
  ].join('\n');
}
