import { textSetting } from './setting.js';

/** Environment variables of the connection to MongoDB; spread them into an app's schema. */
export const mongoSettings = {
  MONGODB_URL: textSetting({
    about: 'Address of MongoDB, a replica set of one or more.',
    allowed: 'a mongodb:// or mongodb+srv:// connection string',
    pattern: /^mongodb(?:\+srv)?:\/\/\S+$/,
    fallback: 'mongodb://127.0.0.1:27017/?replicaSet=rs0&directConnection=true',
    secret: true,
  }),
  MILLRACE_DATABASE: textSetting({
    about: 'Database that holds keys, tenants and the records of operators’ decisions.',
    allowed: '1 to 60 letters, digits, _ or -',
    pattern: /^[A-Za-z0-9_-]{1,60}$/,
    fallback: 'millrace',
  }),
};

/** What a MongoDB client is made from. */
export interface MongoConnectionSettings {
  readonly url: string;
  readonly database: string;
}

/** Settings of a MongoDB client. */
export function mongoConnection(config: {
  readonly MONGODB_URL: string;
  readonly MILLRACE_DATABASE: string;
}): MongoConnectionSettings {
  return { url: config.MONGODB_URL, database: config.MILLRACE_DATABASE };
}
