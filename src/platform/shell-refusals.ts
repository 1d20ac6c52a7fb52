/** What a Unix shell says where the login does not land in the router's CLI. */
export const shellRefusals: readonly RegExp[] = [
  // csh, the login shell of root on Junos
  /^[\w./-]+: Command not found\.?$/i,
  /^[\w./-]+: Syntax Error\.$/i,
  // sh and its descendants
  /^(?:[\w./-]*sh: )(?:(?:line )?\d+: )?.{1,200}: (?:command )?not found$/,
];
