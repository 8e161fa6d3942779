// The commands of `npm start`, which README.md shows with their output.
export const tour: readonly (readonly string[])[] = [['lint'], ['plan'], ['apply', '--yes', '--quiet'], ['plan']];
