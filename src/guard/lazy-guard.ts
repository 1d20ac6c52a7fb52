import type { Guard } from './guard.ts';

/** A guard that is made when it is first asked: most commands of the command line judge nothing, and grammars take time to read. */
export function lazyGuard(make: () => Guard): Guard {
  let made: Guard | null = null;
  const guard = (): Guard => {
    made ??= make();
    return made;
  };
  return {
    judge: (...asked) => guard().judge(...asked),
    explain: (...asked) => guard().explain(...asked),
    approve: (...asked) => guard().approve(...asked),
  };
}
