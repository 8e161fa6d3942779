/** `probe-certificate-invalid`: the settings connect, and the partner's certificate proves nothing. */
import { judgeCertificate } from '../certificate-verdict.ts';
import { NOTHING, type ProbeRule, placeFor, rangeAt, used } from '../rule.ts';
import { factsOf } from '../rule-facts.ts';

export const certificateInvalid: ProbeRule = {
  ...factsOf('probe-certificate-invalid'),
  check(context) {
    const { verdict } = context;
    const seen = used(context);
    if (verdict.outbound.kind !== 'connects' || seen === undefined || seen.attempt.tls === null) return NOTHING;
    const { validity, reasons } = judgeCertificate(seen.attempt.tls, verdict.domain);
    if (validity !== 'invalid') return NOTHING;
    return [
      {
        message: `the certificate of ${placeFor(seen.target, seen.attempt)} ${reasons.join(' and ')}: a stream counts as dialback`,
        hint: `ask the partner for a certificate that a known authority issued for ${verdict.domain}`,
        ...rangeAt(context, 'saslNegotiation'),
      },
    ];
  },
};
