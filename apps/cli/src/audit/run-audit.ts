import type { CliContext } from '../cli-context.js';
import { findService } from '../client/find-service.js';
import { readJson, type ServiceAddress } from '../client/service-client.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { auditReplySchema, type AuditReply } from '../replies/audit-reply.js';
import { renderAudit } from './render-audit.js';
import { renderDeepAudit } from './render-deep-audit.js';
import { runDeepAudit } from './run-deep-audit.js';

/** Options of the command as the user gave them. */
export interface AuditCommandOptions {
  readonly deep?: true;
  readonly all?: true;
  readonly json?: true;
}

/**
 * Prints the books, and with `--deep` what a look at the stored documents finds.
 *
 * @returns `found` when a sum is wrong, a ledger broken or a log missing
 */
export async function runAudit(options: AuditCommandOptions, context: CliContext): Promise<ExitCode> {
  const api = await findService('api', context.config);
  const signal = context.interrupted();
  const audit = await readAudit(api, signal);
  const { terminal } = context;
  if (!options.json) {
    const lines = renderAudit(audit, { all: options.all ?? false, paint: terminal.paint });
    for (const line of lines) terminal.print(line);
  }
  const deep = options.deep ? await runDeepAudit(api, context.startProgress, signal) : undefined;
  if (options.json) terminal.printJson(deep === undefined ? audit : { ...audit, deep });
  else if (deep) for (const line of renderDeepAudit(deep, terminal.paint)) terminal.print(line);
  return audit.balanced && deep?.balanced !== false ? EXIT.ok : EXIT.found;
}

async function readAudit(api: ServiceAddress, signal: AbortSignal): Promise<AuditReply> {
  return await readJson(api, { path: '/v1/audit', reply: auditReplySchema }, signal);
}
