import type { Generated } from 'kysely'

/** The tables, as the last row of MIGRATIONS leaves them. Times are in ms since 1970. */
export interface Tables {
  conversations: {
    number: Generated<number>
    channel: string
    id: string
    /** Of its last activity. */
    sequence: number
    /** Grows with each commit, and whenever content is deleted: a turn that began before does not commit over it. */
    version: number
    touched: number
  }
  members: { user: string; conversation: number }
  activities: { conversation: number; sequence: number; body: string }
  deliveries: {
    conversation: number
    /** SHA-256 of the sender's id: of a known length, and none of its words. */
    delivery: Uint8Array
    /** Of the turn's activities, both ends included. */
    first: number
    last: number
    /** Whether the first is what was heard. */
    heard: number
  }
  states: {
    key: string
    /** Whose turn wrote it last; null: no turn did. */
    conversation: number | null
    /** A new random number with each write, so that a row deleted and made again is told from the old one. */
    version: number
    touched: number
    body: string
  }
  secrets: { name: string; value: Uint8Array }
  /** A row for each deletion whose content may still lie in the file's gaps: made in its transaction, gone when the file is scrubbed. */
  scrubs: { id: Generated<number>; asked: number }
}

/** 'Mlgw': tells our files from those of other programs (PRAGMA application_id). */
export const APPLICATION_ID = 0x4d6c6777

/** Each row makes the next version of the schema (PRAGMA user_version). Rows are never changed, only added. */
export const MIGRATIONS: readonly string[] = [
  `
  create table conversations (
    number integer primary key autoincrement,
    channel text not null,
    id text not null,
    sequence integer not null,
    version integer not null,
    touched integer not null,
    unique (channel, id)
  ) strict;

  create table members (
    user text not null,
    conversation integer not null references conversations on delete cascade,
    primary key (user, conversation)
  ) strict, without rowid;
  create index members_by_conversation on members (conversation);

  create table activities (
    conversation integer not null references conversations on delete cascade,
    sequence integer not null,
    body text not null,
    unique (conversation, sequence)
  ) strict;

  create table deliveries (
    conversation integer not null references conversations on delete cascade,
    delivery blob not null,
    first integer not null,
    last integer not null,
    heard integer not null,
    primary key (conversation, delivery)
  ) strict, without rowid;

  create table states (
    key text not null unique,
    conversation integer references conversations on delete cascade,
    version integer not null,
    touched integer not null,
    body text not null
  ) strict;
  create index states_by_conversation on states (conversation);

  create table secrets (
    name text primary key,
    value blob not null
  ) strict, without rowid;

  create table scrubs (
    id integer primary key autoincrement,
    asked integer not null
  ) strict;
  `,
]
