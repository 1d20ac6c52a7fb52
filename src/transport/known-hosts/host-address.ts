/** SSH's assigned port (RFC 4250 §5), which known_hosts leaves out of the name. */
const defaultPort = 22;

/** A host as known_hosts writes it: the bare name on port 22, else `[name]:port` (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export function hostAddress(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === defaultPort ? name : `[${name}]:${port}`;
}
