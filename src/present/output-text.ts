interface WithOutput {
  readonly output?: string | undefined;
  readonly output_json?: unknown;
}

/** What an answer is as text: a value printed, one step of indentation a level. */
export function outputText({ output = '', output_json }: WithOutput): string {
  return output_json === undefined ? output : JSON.stringify(output_json, null, 1);
}
