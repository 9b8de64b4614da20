export { issueTicket, readTicket, TICKET_TTL_MS } from './ticket.js';
export type { FindSigningKey, SigningKey, TicketClaims, TicketReading, TicketUse } from './ticket.js';
