export type { ControlAnswers, ControlQuestion } from './ask-instances.js';
export { ControlUnavailableError } from './control-plane.js';
export type { ControlPlane } from './control-plane.js';
export type { PausableConsumer } from './operator-pause.js';
export { CONTROL_TOPICS, startServiceControl } from './start-service-control.js';
export type { ControlTopicDeclarations } from './start-service-control.js';
