/** `probe-client-auth`: the partner's certificate is for servers only, and it has to prove itself as a client. */
import { permittedMethods } from '../../model/negotiation.ts';
import { lacksClientPurpose } from '../directions.ts';
import { certificatesSeen, NOTHING, type ProbeRule, placeFor, rangeAt } from '../rule.ts';
import { factsOf } from '../rule-facts.ts';

export const clientAuth: ProbeRule = {
  ...factsOf('probe-client-auth'),
  check(context) {
    if (!permittedMethods(context.verdict.settings).includes('sasl-tls')) return NOTHING;
    return certificatesSeen(context)
      .filter(lacksClientPurpose)
      .map(({ target, attempt }) => ({
        message: `the certificate of ${placeFor(target, attempt)} is for ${attempt.tls?.chain[0]?.extendedKeyUsage?.join(', ')} only, without clientAuth`,
        hint: 'when the partner connects to us, ejabberd before 25.08 refuses such a certificate: ask for one with clientAuth, or permit dialback',
        ...rangeAt(context, 'saslNegotiation'),
      }));
  },
};
