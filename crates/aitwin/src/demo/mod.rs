//! What only the demo has: a made-up owner with a history, and eight people with their phones.
//!
//! Everything goes the way it would go for a person: the history through the importer, the owner's
//! account through a login with phone and code, and what is written on a contact's phone, which is
//! the sandbox's own page, over MTProto to the owner's account.

mod cast;
mod stage;

pub(crate) use cast::Cast;
pub(crate) use stage::{connect_the_owner, people_the_sandbox};

/// The owner's export, as Telegram Desktop would have written it.
pub(crate) const EXPORT: &[u8] = include_bytes!("../../../../demo/result.json");
