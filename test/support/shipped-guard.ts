import { guardOf } from '../../src/guard/guard.ts';
import { loadGuardGrammars } from '../../src/settings/guard-grammars.ts';

/** The guard with the grammars in config/guard. */
export const shippedGuard = guardOf(loadGuardGrammars());
