export * from './authenticate-by-key.js';
export * from './byte-budget.js';
export * from './http-route.js';
export * from './http-tokens.js';
export * from './problem.js';
export * from './read-body.js';
export * from './run-behind-http.js';
export * from './start-http.js';
