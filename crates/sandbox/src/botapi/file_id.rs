//! The names by which bots know files: each bot has its own.

use sha2::{Digest, Sha256};

use crate::control::files::MediaKind;
use crate::hex;
use crate::state::UserId;
use crate::state::files::FileId;

/// Telegram's identifiers begin with what the file is.
fn beginning(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Photo => "AgACAgIAAxkBAA",
        MediaKind::Voice => "AwACAgIAAxkBAA",
        MediaKind::Video => "BAACAgIAAxkBAA",
        MediaKind::Document => "BQACAgIAAxkBAA",
        MediaKind::Sticker => "CAACAgIAAxkBAA",
        MediaKind::Audio => "CQACAgIAAxkBAA",
        MediaKind::Animation => "CgACAgIAAxkBAA",
        MediaKind::VideoNote => "DQACAgIAAxkBAA",
    }
}

/// How many characters of an identifier say what the file is.
const BEGINNING: usize = 14;

/// The identifier by which a bot uses a file again.
pub(super) fn file_id(bot: UserId, kind: MediaKind, file: FileId) -> String {
    format!("{}{file:016x}{}", beginning(kind), proof(bot, file))
}

/// The identifier that is the same for all bots, and of no use.
pub(super) fn unique_id(file: FileId) -> String {
    format!("AgAD{file:016x}")
}

/// The file that a bot means. `None` if it was never shown to it.
pub(super) fn parse(bot: UserId, text: &str) -> Option<FileId> {
    let rest = text.get(BEGINNING..)?;
    let (number, given) = rest.split_at_checked(16)?;
    let file = FileId::from_str_radix(number, 16).ok()?;
    (given == proof(bot, file)).then_some(file)
}

fn proof(bot: UserId, file: FileId) -> String {
    let hash = Sha256::new().chain_update(b"bot file").chain_update(bot.to_le_bytes());
    hex::encode(&hash.chain_update(file.to_le_bytes()).finalize()[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_names_a_file_to_one_bot() {
        let id = file_id(7, MediaKind::Voice, 12345);
        assert_eq!(parse(7, &id), Some(12345));
        assert_eq!(parse(8, &id), None);
        for nonsense in ["", "AwACAgIAAxkBAA", "жжжжжжжжжжжжжжжжжж", &id[..id.len() - 1]]
        {
            assert_eq!(parse(7, nonsense), None, "{nonsense}");
        }
    }
}
