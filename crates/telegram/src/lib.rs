//! Telegram's user accounts over MTProto: the only crate that knows grammers.
//!
//! [`TelegramConnector`] implements [`domain::Connector`]; what it hands out are a
//! [`domain::Login`] and a [`domain::Messenger`]. It must not know replies, modes, twins, SQL or
//! the web: it moves messages and reports what happened.
//!
//! | module | what it holds |
//! |---|---|
//! | `connector` | [`Config`] and the [`TelegramConnector`] |
//! | `login` | phone, code and password as steps |
//! | `srp` | the proof of a two-step verification password |
//! | `messenger` | requests of a connected account |
//! | `inbox` | the acknowledged queue of its events |
//! | `supervisor` | keeps one connection open: backoff, the state of the line |
//! | `updates` | from the server's updates to events, without gaps |
//! | `transcripts` | what Telegram's own speech recognition hears |
//! | `connection` | one connection and its orderly end |
//! | `session` | data centres and authorization keys, as grammers and the store want them |
//! | `peers` | names, marks and access hashes of peers |
//! | `message`, `ids` | from Telegram's objects to the domain's |
//! | `custom_dc`, `key_exchange` | a data centre of one's own, such as the sandbox |
//! | `error` | what a failure means for a login and for a messenger |
//!
//! **One authorization, one connection.** Telegram kills a key that is used on two connections at
//! once. A login closes its connection before it says it is done, a reconnect closes the old
//! socket before it opens a new one, and [`domain::Messenger::disconnect`] returns when the socket
//! is closed.
//!
//! **Nothing is lost.** The state of updates is stored only up to what was handed out and
//! acknowledged; whatever came later is asked for again after a restart or a cut. Events may
//! therefore come twice; the server's typing notices and what happens in channels and supergroups,
//! where a twin never answers, are live only.
//!
//! To handle one more kind of update, add an arm in `updates::News::read`; to send something new,
//! a method of the [`domain::Messenger`] port and its request in `outgoing`; to log in another way
//! (a passkey), a variant of `login::Progress` and its step.

mod connection;
mod connector;
mod custom_dc;
mod error;
mod files;
mod gaps;
mod ids;
mod inbox;
mod key_exchange;
mod login;
mod message;
mod messenger;
mod outgoing;
mod peers;
mod session;
mod srp;
mod supervisor;
mod transcripts;
mod updates;

pub use connector::{Config, TelegramConnector};
pub use custom_dc::CustomDc;
pub use error::Error;
