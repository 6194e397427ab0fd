import type { SimulatorInput } from '../../simulator/start';
import type { FailureCode } from '../../src/domain/failures/failures';
import type { Person } from '../../src/domain/tenant/person';
import type { Clock } from '../../src/http/clock';
import type { OpenSecret } from '../../src/targets/connection/service';
import type { TargetsConfig } from '../../src/targets/registry';
import type { Target } from '../../src/targets/contract/target';

/** What a target is bound with: the configuration that its simulator wrote, and a clock that the test moves. */
export interface Binding {
  readonly targets: TargetsConfig;
  readonly openSecret: OpenSecret;
  readonly clock: Clock;
  /** The deadline of a request, in ms. */
  readonly requestTimeoutMs?: number;
}

/** What a run ends as, by the call that met a fault. */
export type Fates = readonly (readonly [call: RegExp, fate: FailureCode | 'done'])[];

/** A system as the suite sees it: what of its behaviour is its own. Everything else is the same for all. */
export interface ConformingSystem {
  readonly name: string;
  readonly simulator: SimulatorInput;
  /** A target that shares nothing with others, as in a worker of its own: the instance `inst1`. */
  readonly bind: (binding: Binding) => Target;
  /** The path of its log-in. */
  readonly logIn: string;
  /** Paths of what a run makes for its own time. */
  readonly temporary?: RegExp;
  /** Calls (`GET /path`) that are not by the log-in's token: a 401 there asks for no new log-in. */
  readonly withoutLogIn?: RegExp;
  /** What one 401 means that no new log-in mends, call by call: the first that fits; `done` where none does. */
  readonly refusedOnce?: Fates;
  /** Calls whose passing failure a run goes on without. */
  readonly tolerated?: RegExp;
  /** A plan reads everything only where somebody has left a lease. */
  readonly plansNeedLease?: true;
  /** Writes that may be made again, for their effect is the same. */
  readonly repeatable?: RegExp;
  /** What a 403 names. */
  readonly right: RegExp;
  /** What a 409 to the creation of a user means when nobody has that id; absent where no call creates one. */
  readonly conflict?: { readonly path: string; readonly code: FailureCode };
  /** What a 404 means that never ends, call by call (`GET /path`): the first that fits; `done` where none does. */
  readonly absent: Fates;
  /** The same for refusals of writes (`PUT /path 400`) that say more than that something was refused. */
  readonly refused?: Fates;
  /** The same for the answers `{}` and `[]` (`GET /path []`), where they may be true; elsewhere UNEXPECTED_RESPONSE. */
  readonly empty: Fates;
  /** Ids that the system cannot have. */
  readonly refusedIds?: readonly string[];
  /** What they end as; TARGET_REJECTED when it is not said. */
  readonly refusedAs?: FailureCode;
  /** Of what a user has, places that another kind of user has otherwise and not besides. */
  readonly replaced?: RegExp;
  /** It has no way back for users. */
  readonly keepsUsers?: true;
  /** The entry of a directory that must hold a person before a run can find it. */
  readonly directoryEntry?: (person: Person) => object;
}
