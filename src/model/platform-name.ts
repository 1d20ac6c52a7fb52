/** The command-line families rollcall knows. Rules for each stand in platform/. */
export const platformNames = ['junos', 'eos', 'iosxe', 'iosxr', 'nxos', 'sros', 'srlinux', 'frr', 'linux'] as const;
export type PlatformName = (typeof platformNames)[number];
