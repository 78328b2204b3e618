//! What becomes of an update on its way to an account.

use std::borrow::Cow;

use grammers_tl_types::{Deserializable, Serializable, enums, name_for_id};

use super::{FaultKind, Faults, Place};
use crate::mtproto::session::Fate;
use crate::state::UserId;

/// Picks the fault that meets an update, once for all sessions of the account,
/// and says what is sent instead of it.
pub(crate) fn of<'u>(faults: &Faults, to: UserId, update: &'u [u8]) -> (Fate, Cow<'u, [u8]>) {
    // Mostly there is none, and then the update need not be read.
    let struck = (!faults.is_empty())
        .then(|| faults.strike(Place::Update, Some(to), name(update)))
        .flatten();
    let fate = match struck.map(|strike| strike.kind) {
        Some(FaultKind::LoseUpdate) => Fate::Lost,
        Some(FaultKind::DoubleUpdate) => Fate::SentTwice,
        Some(FaultKind::ReorderUpdate) => Fate::Overtaken,
        Some(FaultKind::UpdatesTooLong) => {
            return (Fate::Sent, enums::Updates::TooLong.to_bytes().into());
        }
        _ => Fate::Sent,
    };
    (fate, update.into())
}

/// The TL name of the update, or of the first of several.
fn name(update: &[u8]) -> &'static str {
    let first = match enums::Updates::from_bytes(update) {
        Ok(enums::Updates::UpdateShort(short)) => Some(short.update),
        Ok(enums::Updates::Updates(several)) => several.updates.into_iter().next(),
        Ok(enums::Updates::Combined(several)) => several.updates.into_iter().next(),
        _ => None,
    };
    let bytes = first.map(|first| first.to_bytes());
    name_for_id(u32::from_bytes(bytes.as_deref().unwrap_or(update)).unwrap_or_default())
}
