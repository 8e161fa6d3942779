/** The version in package.json, set by the bundler and by vitest; under plain tsx it does not exist. */
declare const __VERSION__: string;
