//! What only the demo has: a made-up owner with a history, and eight people with their phones.
//!
//! Everything goes the way it would go for a person: the history through the importer, the twin's
//! account through a login with phone and code, every message over MTProto.

mod cast;
mod phone;
mod stage;

pub(crate) use cast::Cast;
pub(crate) use phone::Phones;
pub(crate) use stage::set_up;

/// The owner's export, as Telegram Desktop would have written it.
pub(crate) const EXPORT: &[u8] = include_bytes!("../../../../demo/result.json");
