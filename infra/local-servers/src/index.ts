export type { LifecycleEvent, OnLifecycleEvent, ProcessExit } from './lifecycle-event.js';
export { addressesAsEnvironment, readNamedServers, serverVariable } from './named-servers.js';
export { findPortHolder, type PortHolder } from './ports/port-holder.js';
export { PortTakenError, reservePort, type PortReservation } from './ports/reserve-port.js';
export { PrerequisiteError } from './prerequisites/prerequisites.js';
export { lockHolder, tryLock, type FileLock, type LockAttempt } from './process/file-lock.js';
export {
  endOrphans,
  OWNER_VARIABLE,
  processesMarked,
  processesWithVariable,
  readOwnerMark,
} from './process/orphans.js';
export type { ProcessIdentity } from './process/process-identity.js';
export type { ProcessSpec } from './process/process-spec.js';
export { superviseProcess, type SupervisedProcess } from './process/supervised-process.js';
export { ProcessStartError } from './process/wait-until-ready.js';
export { ServerUnreachableError } from './reach-named-servers.js';
export { createRegistryProvider } from './registry-provider.js';
export {
  SERVER_NAMES,
  type ProvidedServers,
  type ServerAddresses,
  type ServerName,
  type ServerProvider,
  type StartRequest,
} from './server-provider.js';
export {
  readServerSettings,
  ServerSettingError,
  type KafkaListener,
  type ServerSettings,
} from './server-settings.js';
export {
  DataDirectoryInUseError,
  removeServerData,
  startServers,
  type RunningServers,
  type StartServersOptions,
} from './start-servers.js';
