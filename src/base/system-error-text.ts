const texts: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
  ELOOP: 'too many symbolic links',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left',
  ENOTSUP: 'no folder can be made there',
  EEXIST: 'something else has that name',
};

/** A file system error in words, without the path; an unknown one by its code. */
export function systemErrorText(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown error';
  return texts[code] ?? code;
}
