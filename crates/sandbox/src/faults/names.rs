//! What a fault can name. A name with a slip of the pen would mean nothing, and
//! the fault would never happen.

use super::{FaultError, Place};
use crate::{api, botapi};

/// The updates that are sent by themselves, by the names that faults know them by.
const UPDATES: &[&str] = &[
    "updateChannel",
    "updateChannelReadMessagesContents",
    "updateChannelUserTyping",
    "updateChatParticipants",
    "updateChatUserTyping",
    "updateDeleteChannelMessages",
    "updateDeleteMessages",
    "updateDraftMessage",
    "updateEditChannelMessage",
    "updateEditMessage",
    "updateMessageReactions",
    "updateNewChannelMessage",
    "updateNewMessage",
    "updatePeerBlocked",
    "updatePinnedDialogs",
    "updateReadChannelInbox",
    "updateReadChannelOutbox",
    "updateReadHistoryInbox",
    "updateReadHistoryOutbox",
    "updateReadMessagesContents",
    "updateTranscribedAudio",
    "updateUser",
    "updateUserName",
    "updateUserStatus",
    "updateUserTyping",
];

/// Whether a fault of a place can meet what has this name.
pub(super) fn check(place: Place, name: &str) -> Result<(), FaultError> {
    let is_update = place == Place::Update;
    let is_known = match name.strip_prefix("bot.") {
        _ if is_update => UPDATES.contains(&name),
        Some(method) => botapi::is_offered(method),
        None => api::is_offered(name),
    };
    let name = name.to_owned();
    if is_known { Ok(()) } else { Err(FaultError::NothingNamed { name, is_update }) }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    /// What never goes out by itself, or is beyond the reach of faults.
    const OTHERS: &[&str] = &[
        "updateChannelTooLong",
        "updateLoginToken",
        "updateMessageId",
        "updateNewAuthorization",
        "updatePeerSettings",
        "updateShort",
        "updateShortSentMessage",
    ];

    /// The names of all updates that the sources of a directory make.
    fn made_in(directory: &Path, names: &mut Vec<String>) {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                made_in(&path, names);
                continue;
            }
            let source = fs::read_to_string(&path).unwrap();
            for rest in source.split("types::Update").skip(1) {
                let name = rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap();
                // Not `types::Updates`, which hold several.
                if name.starts_with(|c: char| c.is_ascii_uppercase()) {
                    names.push(format!("update{name}"));
                }
            }
        }
    }

    #[test]
    fn every_update_that_is_made_can_be_named() {
        let mut made = Vec::new();
        made_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/api"), &mut made);
        assert!(made.len() > UPDATES.len());
        for name in &made {
            let is_listed = UPDATES.contains(&&**name) || OTHERS.contains(&&**name);
            assert!(is_listed, "{name} is missing in UPDATES");
        }
        for name in UPDATES {
            assert!(made.iter().any(|made| made == name), "{name} is never made");
        }
    }

    #[test]
    fn only_what_is_there_can_be_named() {
        let is_named = |place, name| check(place, name).is_ok();
        for method in
            ["messages.sendMessage", "updates.getState", "bot.sendMessage", "bot.getUpdates"]
        {
            assert!(is_named(Place::Call, method) && !is_named(Place::Update, method), "{method}");
        }
        assert!(is_named(Place::Update, "updateNewMessage"));
        assert!(!is_named(Place::Call, "updateNewMessage"));
        for slip in
            ["messages.sendMesage", "messages.SendMessage", "bot.sendmessage", "sendMessage"]
        {
            assert!(!is_named(Place::Call, slip), "{slip}");
        }
        assert!(!is_named(Place::Update, "updateNewMesage"));
    }
}
