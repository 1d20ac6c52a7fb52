/** `1 device`, `8 devices`. */
export const countedDevices = (count: number): string => (count === 1 ? '1 device' : `${count} devices`);
