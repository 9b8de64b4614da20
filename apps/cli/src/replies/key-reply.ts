import { z } from 'zod';
import { SCOPES } from '@millrace/schemas';

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
export const keyListSchema = z.object({ items: z.array(apiKeyDescriptionSchema) });

/** Answer to `POST /v1/keys` and `POST /v1/keys/{id}/rotate`: the only time the key itself is seen. */
export const issuedKeySchema = z.object({ key: z.string(), description: apiKeyDescriptionSchema });
