import type { ErrorCode } from 'yaml';

const quoted = 'text that holds special characters needs quotes around it';

/** In our own words only: the parser's words quote the file, and the file may hold a password. */
const texts: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: `an alias (*) with a tag or an anchor; ${quoted}`,
  BAD_ALIAS: `a misplaced & or *; ${quoted}`,
  BAD_COLLECTION_TYPE: `a tag (!) that does not fit what follows; ${quoted}`,
  BAD_DIRECTIVE: `a directive (%) that is not known; ${quoted}`,
  BAD_DQ_ESCAPE: 'a backslash in double quotes with something wrong after it: write \\\\ for a backslash',
  BAD_INDENT: 'wrong indentation, or a missing end quote or bracket',
  BAD_PROP_ORDER: `a misplaced tag (!) or anchor (&); ${quoted}`,
  BAD_SCALAR_START: `a character that no text can start with; ${quoted}`,
  BLOCK_AS_IMPLICIT_KEY: `a map or list where a text must stand; ${quoted}`,
  BLOCK_IN_FLOW: `indented lines inside braces or brackets; ${quoted}`,
  DUPLICATE_KEY: 'a key that was there before',
  IMPOSSIBLE: 'it cannot be read',
  KEY_OVER_1024_CHARS: 'a key of more than 1024 characters',
  MISSING_CHAR: `a missing quote, comma, colon, dash or blank; ${quoted}`,
  MULTILINE_IMPLICIT_KEY: `a key of several lines; ${quoted}`,
  MULTIPLE_ANCHORS: `two anchors (&); ${quoted}`,
  MULTIPLE_DOCS: 'more than one document (---)',
  MULTIPLE_TAGS: `two tags (!); ${quoted}`,
  NON_STRING_KEY: `a key that is no text; ${quoted}`,
  RESOURCE_EXHAUSTION: 'nested too deeply to be read',
  TAB_AS_INDENT: 'a tab in the indentation: use spaces',
  TAG_RESOLVE_FAILED: `a tag (!) that is not known or does not fit; ${quoted}`,
  UNEXPECTED_TOKEN: `something unexpected; ${quoted}`,
};

/** What the YAML parser has found, without a word of the file. */
export function yamlErrorText(code: ErrorCode): string {
  return code === 'RESOURCE_EXHAUSTION' ? texts[code] : `not valid YAML: ${texts[code]}`;
}
