/** Every rule, in the order of docs/rules.md. */
import type { Rule } from './rule.ts';
import { connectionLimitTooLow } from './rules/connection-limit-too-low.ts';
import { dialbackIneffective } from './rules/dialback-ineffective.ts';
import { domainForm } from './rules/domain-form.ts';
import { domainSyntax } from './rules/domain-syntax.ts';
import { duplicateDomain } from './rules/duplicate-domain.ts';
import { expired } from './rules/expired.ts';
import { expiresSoon } from './rules/expires-soon.ts';
import { fileName } from './rules/file-name.ts';
import { invalidAllow } from './rules/invalid-allow.ts';
import { missingOwner } from './rules/missing-owner.ts';
import { noAuthenticationMethod } from './rules/no-authentication-method.ts';
import { noComponentDomain } from './rules/no-component-domain.ts';
import { ownDomain } from './rules/own-domain.ts';
import { plaintextPermitted } from './rules/plaintext-permitted.ts';
import { publicSuffix } from './rules/public-suffix.ts';
import { saslRequiresTls } from './rules/sasl-requires-tls.ts';
import { tlsOptionalWithSasl } from './rules/tls-optional-with-sasl.ts';
import { unknownDeployment } from './rules/unknown-deployment.ts';
import { unrelatedDomain } from './rules/unrelated-domain.ts';
import { unusedAllow } from './rules/unused-allow.ts';
import { weakestMethod } from './rules/weakest-method.ts';

export const RULES: readonly Rule[] = [
  fileName,
  domainSyntax,
  domainForm,
  duplicateDomain,
  ownDomain,
  unknownDeployment,
  saslRequiresTls,
  noAuthenticationMethod,
  weakestMethod,
  publicSuffix,
  dialbackIneffective,
  tlsOptionalWithSasl,
  plaintextPermitted,
  connectionLimitTooLow,
  unrelatedDomain,
  expiresSoon,
  expired,
  noComponentDomain,
  missingOwner,
  invalidAllow,
  unusedAllow,
];
