//! The only SQL: everything that is stored, on SQLite or PostgreSQL, and the sealing of secrets.
//!
//! ```text
//! Store ──begin(owner) / read(owner)──► Tx ──► accounts, sessions, chats, messages, …
//!   └────session(owner, account)──────► AccountSession, the domain's SessionStore
//! ```
//!
//! Every row has an owner, every query carries it, and on PostgreSQL row-level security is the
//! second lock. Not found is `Ok(None)`; a change says whether it met its row. Times are Unix
//! milliseconds, identifiers are ULID text.
//!
//! This crate must not know Telegram's protocol, HTTP, or when anything happens: it keeps what the
//! [`domain`] says and decides nothing beyond its legal moves.
//!
//! | module | what it holds |
//! |---|---|
//! | [`store`](Store) | opening a database, owners, the beginning of transactions |
//! | `database` `roles` | where a database is; who PostgreSQL lets do what with it |
//! | `tx` | a transaction on either database, and the macro that runs one SQL text on both |
//! | `migrate` `planner` | the schema's versions, from `migrations/`; what SQLite is told of its tables |
//! | `accounts` `bots` `business` `removed` `sessions` `chats` `people` `messages` `undecided` `replies` `drafts` `earned` `rehearsals` `histories` `struck` `facts` `chat_memories` `chat_notes` `questions` `saved` `tally` `sendings` `models` `explanations` `policies` `usage` `situation` `users` `passkeys` `sign_ins` `api_tokens` `invitations` `audit` `likeness` `voice` `voice_tries` `failures` `cloned` `webhooks` `webhook_deliveries` | what can be done in a [`Tx`], a file a subject |
//! | `search` | finding messages by their words, and the index for it |
//! | `backup` | all that is stored as lines, and back |
//! | `text` | the names of the domain's enums in the database |
//! | `write_log` | commits that share one write to the disk |
//! | `master_key`, `key_file`, `keyring`, `rotation` | the master key: on the disk, in memory, and its change |
//! | `seal` | how secrets are sealed |
//!
//! To add a query: a method in the `impl Tx` of its subject, with the owner in its `WHERE`, and a
//! test in `tests/contract/` that runs on both databases and sees that another owner sees nothing.
//! To add a table: a new migration in both folders of `migrations/`, listed in `migrate`, with the
//! owner in every unique key and, on PostgreSQL, a policy, and its line in `backup` (tests walk the
//! catalogue).

mod accounts;
mod api_tokens;
mod audit;
mod backup;
mod bots;
mod business;
mod chat_memories;
mod chat_notes;
mod chats;
mod cloned;
mod database;
mod drafts;
mod earned;
mod error;
mod explanations;
mod facts;
mod failures;
mod histories;
mod invitations;
mod key_file;
mod keyring;
mod likeness;
mod listed;
mod master_key;
mod message_files;
mod messages;
mod migrate;
mod models;
mod passkeys;
mod people;
mod planner;
mod policies;
mod questions;
mod rehearsals;
mod removed;
mod replies;
mod roles;
mod rotation;
mod said;
mod said_once;
mod saved;
mod seal;
mod search;
mod sendings;
mod sessions;
mod sign_ins;
mod situation;
mod sqlite;
mod statistics;
mod store;
mod struck;
mod tally;
mod text;
mod tx;
mod undecided;
mod usage;
mod users;
mod voice;
mod voice_tries;
mod webhook_deliveries;
mod webhooks;
mod write_log;

pub use api_tokens::ApiToken;
pub use backup::{Accounts, BackedUp, BackupHead, Restored, check_backup};
pub use business::{Connected, ConnectionAnswer};
pub use chat_memories::{ChatMemory, Quiet};
pub use chats::KindOfChat;
pub use database::Database;
pub use earned::Standing;
pub use error::Error;
pub use explanations::Explained;
pub use facts::FactUse;
pub use failures::Failures;
pub use histories::{History, HistoryChat, HistoryState};
pub use invitations::Invitation;
pub use likeness::{BlindTest, Likeness};
pub use listed::{ChatName, ListedAfter, ListedChat, Listing};
pub use master_key::{KeyOrigin, MasterKey};
pub use messages::{Merged, Version};
pub use migrate::KNOWN as SCHEMA;
pub use passkeys::Passkey;
pub use policies::{Pauses, Rules};
pub use rehearsals::{Closeness, Rehearsal};
pub use rotation::{KeyStatus, Mended, Rotated};
pub use saved::{About, SavedLine};
pub use search::{Found, Indexing, Place, Search, SentAt};
pub use sendings::Sending;
pub use sessions::AccountSession;
pub use sign_ins::SignIn;
pub use situation::Situation;
pub use statistics::ReplyNumbers;
pub use store::Store;
pub use tally::Tally;
pub use tx::Tx;
pub use users::Credentials;
pub use voice::{Hearing, Spoke, VoiceUsage, VoiceUsed};
pub use webhook_deliveries::{DueDelivery, NewDelivery, Tried};
pub use webhooks::WebhookSecrets;
