import type { ControlPlane } from '@millrace/control';
import type { LogSearch } from '@millrace/elasticsearch';
import type {
  ApiKeyStore,
  AuditAcceptanceStore,
  RetentionDeletionStore,
  SavedSearchStore,
  SigningKeyStore,
  TenantStore,
} from '@millrace/mongo';
import type { RecordLogAdmin, RecordReader, TopicIdentities } from '@millrace/pipeline';
import type { Clock } from '@millrace/resilience';
import type { NumberNameRegistry } from '@millrace/schemas';
import type { KeptAnswers } from './answers/kept-answers.js';
import type { CompletenessWatch } from './completeness/completeness-watch.js';
import type { Flows } from './flows/flows.js';
import type { KeySlots } from './flows/key-slots.js';
import type { LiveTail } from './live/live-tail.js';
import type { PipelineNames } from './pipeline-names.js';
import type { CostGuard } from './search/cost/cost-guard.js';

/** What the routes work with. */
export interface ApiDependencies extends Flows {
  readonly keys: ApiKeyStore;
  readonly tenants: TenantStore;
  readonly numberNames: Pick<NumberNameRegistry, 'list'>;
  readonly acceptances: AuditAcceptanceStore;
  readonly retention: RetentionDeletionStore;
  readonly signingKeys: SigningKeyStore;
  readonly savedSearches: SavedSearchStore;
  /** See `MILLRACE_TAIL_URL`. */
  readonly tailUrl: string;
  readonly tail: LiveTail;
  /** Aborted when the process is about to stop: what has no end ends then. */
  readonly leaving: AbortSignal;
  readonly search: LogSearch;
  /** Places for searches that run. */
  readonly searches: KeySlots;
  readonly cost: CostGuard;
  /** For what is asked again and again. */
  readonly answers: KeptAnswers;
  /** Asked before each search. */
  readonly completeness: CompletenessWatch;
  readonly topicIdentities: TopicIdentities;
  readonly admin: RecordLogAdmin;
  readonly reader: RecordReader;
  readonly names: PipelineNames;
  readonly control: Pick<ControlPlane, 'ask' | 'announced'>;
  /** See `MILLRACE_SYSTEM_TENANT`. */
  readonly systemTenant: string;
  readonly now: () => number;
  readonly clock: Clock;
}
