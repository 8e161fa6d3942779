/** The options by which `probe` and `new --probe` say as whom, and through what, they ask. */
import type { OptionSpec } from '../command.ts';

export const PROBE_OPTIONS: readonly OptionSpec[] = [
  { flags: '--from <domain>', description: 'for which of your domains to ask (default: the first of localDomains)' },
  {
    flags: '--cert <file>',
    description: 'a certificate for that domain (PEM, with its intermediates): shows what is offered to it',
  },
  {
    flags: '--key <file>',
    description: 'its key (PEM, not encrypted); a pair of its own for probing, never the server’s',
  },
  { flags: '--ca <file>', description: 'more authorities to trust (PEM), as your servers do' },
  { flags: '--dns <server>', description: 'ask this DNS server, ADDRESS or ADDRESS:PORT, instead of the system’s' },
  { flags: '--allow-private', description: 'also connect to private, loopback and link-local addresses' },
];
