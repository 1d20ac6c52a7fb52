/** Why fewer jobs run at once than could: this machine, or the devices, have too much to do. */
export const pressureCauses = ['event_loop', 'memory', 'busy'] as const;
export type PressureCause = (typeof pressureCauses)[number];
