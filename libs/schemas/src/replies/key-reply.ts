import { z } from 'zod';
import { SCOPES } from '../access.js';
import { TENANT_PATTERN } from '../tenant.js';

const scopes = z.array(z.enum(SCOPES));

/** A key as it may be shown; see `ApiKeyDescription`. */
export const apiKeyDescriptionSchema = z.object({
  keyId: z.string(),
  tenant: z.string(),
  name: z.string(),
  scopes,
  createdAt: z.string(),
  expiresAt: z.string().optional(),
});

/** Answer to `GET /v1/keys`: newest first. */
export const keyListSchema = z.object({ keys: z.array(apiKeyDescriptionSchema) });

/** Body of `POST /v1/keys`. The tenant is the caller's. */
export const newKeySchema = z.strictObject({
  name: z.string().trim().min(1).max(128),
  scopes: scopes.min(1),
  /** Only for an admin of the system; absent: the caller's. */
  tenant: z.string().regex(TENANT_PATTERN).optional(),
});

/** Answer to `POST /v1/keys` and `POST /v1/keys/{id}/rotate`: the only time the key itself is seen. */
export const issuedKeySchema = z.object({ key: z.string(), description: apiKeyDescriptionSchema });

/** Body of `POST /v1/keys/{id}/rotate`: how long the old key goes on working, ms. */
export const rotateKeySchema = z.strictObject({
  overlapMs: z
    .int()
    .min(0)
    .max(30 * 86_400_000),
});

/** Answer to `GET /v1/principal`: whom the key that asks belongs to, and what it may do. */
export const principalSchema = z.object({ keyId: z.string(), tenant: z.string(), scopes });
