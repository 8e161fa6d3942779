/** Certificates as people have them, made by openssl once per process. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestCertificate {
  /** PEM; the chain's intermediates are not in it. */
  readonly cert: string;
  readonly key: string;
}

export interface CertificateRequest {
  readonly signedBy?: 'ca' | 'self';
  /** Lines of openssl's subjectAltName, such as `DNS:partner.test`. */
  readonly names?: readonly string[];
  readonly purposes?: string;
  readonly key?: 'ec' | 'rsa1024' | 'rsa2048' | 'ed25519';
  readonly digest?: string;
  readonly expired?: boolean;
}

const KEYS = {
  ec: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  rsa1024: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024'],
  rsa2048: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  ed25519: ['-algorithm', 'ED25519'],
} as const;

const XMPP_ADDR = 'otherName:1.3.6.1.5.5.7.8.5;FORMAT:UTF8,UTF8:';
const SRV_NAME = 'otherName:1.3.6.1.5.5.7.8.7;IA5:';

export function xmppAddr(domain: string): string {
  return XMPP_ADDR + domain;
}

export function srvName(domain: string): string {
  return `${SRV_NAME}_xmpp-server.${domain}`;
}

let authority: TestCertificate | undefined;

/** The CA of these tests. */
export function testAuthority(): TestCertificate {
  authority ??= inFolder((folder) => {
    makeKey(folder, 'ca', 'ec');
    const extensions = 'basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\n';
    writeFileSync(join(folder, 'ca.cnf'), configuration('Test authority', extensions));
    openssl(folder, ['req', '-x509', '-new', '-key', 'ca.key', '-config', 'ca.cnf', '-days', '3650', '-out', 'ca.crt']);
    return read(folder, 'ca');
  });
  return authority;
}

const made = new Map<string, TestCertificate>();

export function certificateFor(domain: string, request: CertificateRequest = {}): TestCertificate {
  const id = JSON.stringify([domain, request]);
  const before = made.get(id);
  if (before !== undefined) return before;
  const certificate = makeCertificate(domain, request);
  made.set(id, certificate);
  return certificate;
}

function makeCertificate(domain: string, request: CertificateRequest): TestCertificate {
  const { signedBy = 'ca', names = [`DNS:${domain}`], purposes = 'serverAuth,clientAuth', key = 'ec' } = request;
  const ca = testAuthority();
  return inFolder((folder) => {
    makeKey(folder, 'it', key);
    const extensions = [
      ...(purposes === '' ? [] : [`extendedKeyUsage=${purposes}`]),
      ...(names.length === 0 ? [] : ['subjectAltName=@names']),
      '[names]',
      ...names.map((name, index) => name.replace(':', `.${index}=`)),
    ];
    writeFileSync(join(folder, 'it.cnf'), configuration(domain, extensions.join('\n')));
    const digest = key === 'ed25519' ? [] : [`-${request.digest ?? 'sha256'}`];
    // openssl 3.0 knows only days from now: an expired one is made of negative days
    const days = ['-days', request.expired === true ? '-1' : '30'];
    if (signedBy === 'self') {
      openssl(folder, [
        'req',
        '-x509',
        '-new',
        '-key',
        'it.key',
        '-config',
        'it.cnf',
        '-out',
        'it.crt',
        ...digest,
        ...days,
      ]);
    } else {
      writeFileSync(join(folder, 'ca.crt'), ca.cert);
      writeFileSync(join(folder, 'ca.key'), ca.key);
      openssl(folder, ['req', '-new', '-key', 'it.key', '-config', 'it.cnf', '-out', 'it.csr', ...digest]);
      const signing = [
        '-CA',
        'ca.crt',
        '-CAkey',
        'ca.key',
        '-CAcreateserial',
        '-extfile',
        'it.cnf',
        '-extensions',
        'ext',
      ];
      openssl(folder, ['x509', '-req', '-in', 'it.csr', '-out', 'it.crt', ...signing, ...digest, ...days]);
    }
    return read(folder, 'it');
  });
}

function configuration(commonName: string, extensions: string): string {
  return (
    `[req]\nprompt=no\nutf8=yes\nstring_mask=utf8only\ndistinguished_name=dn\nx509_extensions=ext\n` +
    `[dn]\nCN=${commonName}\n[ext]\n${extensions}\n`
  );
}

function makeKey(folder: string, name: string, key: keyof typeof KEYS): void {
  openssl(folder, ['genpkey', ...KEYS[key], '-out', `${name}.key`]);
}

function read(folder: string, name: string): TestCertificate {
  const text = (ending: string): string => readFileSync(join(folder, `${name}.${ending}`), 'utf8');
  return { cert: text('crt'), key: text('key') };
}

function openssl(folder: string, args: readonly string[]): void {
  execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'partnerctl-certificates-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
