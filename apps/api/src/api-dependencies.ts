import type { ControlPlane } from '@millrace/control';
import type { LogSearch } from '@millrace/elasticsearch';
import type {
  ApiKeyStore,
  AuditAcceptanceStore,
  RetentionDeletionStore,
  SigningKeyStore,
  TenantStore,
} from '@millrace/mongo';
import type { RecordLogAdmin, RecordReader, TopicIdentities } from '@millrace/pipeline';
import type { CompletenessWatch } from './completeness/completeness-watch.js';
import type { PipelineNames } from './pipeline-names.js';

/** What the routes work with. */
export interface ApiDependencies {
  readonly keys: ApiKeyStore;
  readonly tenants: TenantStore;
  readonly acceptances: AuditAcceptanceStore;
  readonly retention: RetentionDeletionStore;
  readonly signingKeys: SigningKeyStore;
  /** See `MILLRACE_TAIL_URL`. */
  readonly tailUrl: string;
  readonly search: LogSearch;
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
}
