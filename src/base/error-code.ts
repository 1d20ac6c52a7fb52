/**
 * Everything that can go wrong, as a closed list. The first part is also the list of failed outcomes
 * (one per device and command); the second part ends a whole request before anything is sent.
 */
export const failedOutcomes = [
  /** The device's CLI refused the command. */
  'rejected',
  /** Our guard refused the command; nothing was sent. */
  'denied',
  /** The name is not in the inventory. */
  'unknown_device',
  /** TCP refused, no route, name not resolved, not an SSH server, or no algorithm in common. */
  'unreachable',
  /** No usable connection within the connect deadline. */
  'connect_timeout',
  /** The host key is unknown (strict), changed or revoked. */
  'host_key',
  /** Every credential was refused, or none could be read (phase `credentials`, nothing sent). */
  'auth_failed',
  /** The device's own limit on connections or channels. */
  'busy',
  /** The connection ended while the command was running. */
  'connection_lost',
  /** The command did not finish within its deadline; its channel was closed. */
  'command_timeout',
  /** The answer was longer than the cap; the channel was closed and what came is kept. */
  'output_limit',
  /** Cancelled by the caller. */
  'cancelled',
  /** Never started: an earlier command of the device ended the connection, or our own pacing held it back. */
  'skipped',
  /** Written, no answer, and it may have changed something. */
  'unknown',
  /** A bug in rollcall. */
  'defect',
] as const;

export type FailedOutcome = (typeof failedOutcomes)[number];

/** Codes that refuse a whole request; the command line's exit status 2, an MCP `isError`. */
export const requestErrorCodes = [
  'bad_request',
  'bad_selector',
  'nothing_selected',
  'bad_inventory',
  'bad_settings',
  'unknown_run',
  /** The caller's access token is not for all of these devices. */
  'not_permitted',
  /** A person said no, said something else than was asked for, or said it too late. */
  'approval_refused',
  /** More would have to be approved than a person can be shown. */
  'approval_too_long',
  /** What a person approved is no longer what would be sent. */
  'approval_stale',
  /** The history folder cannot be read or written. */
  'history_failed',
  /** The process is about to end and takes no new work. */
  'shutting_down',
  /** The audit log cannot be read, or cannot be written where the setting `audit` is `required`. */
  'audit_failed',
] as const;

export type RequestErrorCode = (typeof requestErrorCodes)[number];

export type ErrorCode = FailedOutcome | RequestErrorCode;

/** Where on the way to an answer something happened. */
export const phases = [
  'request',
  'credentials',
  'queue',
  'resolve',
  'connect',
  'handshake',
  'host_key',
  'auth',
  'channel',
  'command',
] as const;

export type Phase = (typeof phases)[number];
