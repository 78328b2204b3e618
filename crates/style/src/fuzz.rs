//! The way of strangers' files from the bytes to what is learnt: for the fuzz targets of `fuzz/`,
//! and for the test that walks through their corpus. Of no other use, and not to be counted on.
//!
//! What must hold whatever the bytes are is asserted here. To add a target: a function here, a file
//! in `fuzz/fuzz_targets` with its part of `fuzz/Cargo.toml`, and a line in `tests/corpus.rs`.

use std::fmt::Write as _;
use std::time::Duration;

use domain::{Author, PeerId};

use crate::export::{ExportError, Item, Options, Summary, read, read_owner};
use crate::mask::mask;
use crate::{Exemplar, Learner, Moment, PaceBounds, Query};

/// The owner of what [`talk`] makes, and whoever is named where a file names nobody.
const OWNER: PeerId = PeerId(1);

/// Any bytes as an export, read as its own owner's and as a named one's, and learnt from.
pub fn export(bytes: &[u8]) {
    let stated = read_owner(bytes);
    let own = learn(bytes, None);
    if let (Ok(Some(stated)), Ok(own)) = (&stated, &own) {
        assert_eq!(stated.user_id, own.owner, "whose it is was told before");
    }
    let unread = matches!(&own, Err(ExportError::NotJson { .. } | ExportError::Truncated { .. }));
    let named = learn(bytes, Some(OWNER));
    assert!(!unread || named.is_err(), "an owner makes no JSON of it");
}

/// A conversation made of the bytes, as Telegram Desktop exports it, at most one byte of it changed.
/// What is not broken is read whole.
pub fn talk(bytes: &[u8]) {
    let (json, messages) = conversation(bytes);
    let (&place, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let change = rest.first().copied().unwrap_or(0);
    if place == 0 {
        let summary = learn(json.as_bytes(), None).expect("it is an export");
        assert_eq!(summary.messages + summary.skipped_broken, messages, "{json}");
        return;
    }
    let mut json = json.into_bytes();
    let at = usize::from(place) * json.len() / 256;
    json[at] = change;
    export(&json);
}

fn learn(bytes: &[u8], owner: Option<PeerId>) -> Result<Summary, ExportError> {
    let mut learner = Learner::new();
    let (mut delivered, mut of_owner) = (0, 0);
    let mut chats = 0;
    let summary = read(bytes, &Options { owner }, &mut |item| {
        match item {
            Item::Owner(_) | Item::Person(..) => {}
            Item::Chat(_) => chats += 1,
            Item::Message(message, edited_at) => {
                assert!(chats > 0, "a message without a chat");
                assert!(edited_at.is_none_or(|edited_at| edited_at > message.sent_at));
                delivered += 1;
                of_owner += u64::from(message.author == Author::Owner);
                learner.observe(&message);
                if message.id.0 % 7 == 0 {
                    learner.forget(message.chat, message.id);
                }
                if message.id.0 % 11 == 0 {
                    learner.strike(message.chat, message.id);
                }
            }
        }
        Ok(())
    })?;
    assert_eq!((summary.messages, summary.owner_messages), (delivered, of_owner));
    assert!(learner.exemplar_count() as u64 <= of_owner, "more answers than words");
    for exemplar in learner.recall().exemplars().take(20) {
        holds(&learner, exemplar);
    }
    // Whatever was said can be described.
    let _ = (learner.profile(None), learner.likeness());
    Ok(summary)
}

/// What holds of everything learnt.
fn holds(learner: &Learner, exemplar: &Exemplar) {
    assert!(!exemplar.answer.is_empty() && !exemplar.question.is_empty());
    for line in exemplar.answer.iter().chain(exemplar.question.iter()) {
        assert_eq!(mask(line), line, "something was left unmasked");
    }
    let texts: Vec<&str> = exemplar.question.iter().collect();
    let context: Vec<&str> = exemplar.context.iter().collect();
    let query = Query {
        chat: exemplar.chat,
        asker: exemplar.asker,
        texts: &texts,
        context: &context,
        now: exemplar.answered_at,
    };
    for hit in learner.recall().search(&query, 5) {
        assert!((0.0..=1.0).contains(&hit.similarity), "{}", hit.similarity);
    }
    let answer: Vec<&str> = exemplar.answer.iter().collect();
    let relatives = learner.relatives(exemplar.chat);
    let (chat, at) = (exemplar.chat, exemplar.answered_at);
    let moment = Moment { chat, relatives: &relatives, at, overtaken: Duration::ZERO };
    let plan = learner.rhythm().plan(&moment, &answer, &PaceBounds::default(), 7);
    assert_eq!(plan.typing.len(), answer.len());
}

/// Five bytes a message, and its text: who and where, what, when, and how long the text is.
fn conversation(bytes: &[u8]) -> (String, u64) {
    let mut left = bytes;
    let mut chats = [String::new(), String::new(), String::new()];
    let mut now: i64 = 1_700_000_000;
    let mut id = 0;
    while let [who, what, when, more, length, rest @ ..] = left {
        let (text, rest) = rest.split_at(rest.len().min(usize::from(*length)));
        left = rest;
        id += 1;
        // From days back to days ahead, mostly seconds.
        let step = i64::from(*when) << (more % 16);
        now += if *what & 0x80 == 0 { step } else { -step };
        let author = 1 + i64::from(who % 3);
        let text = serde_json::Value::from(String::from_utf8_lossy(text)).to_string();
        let kind = match what % 12 {
            0 => r#", "forwarded_from": null"#.to_owned(),
            1 => r#", "media_type": "sticker", "sticker_emoji": "👍""#.to_owned(),
            2 => r#", "media_type": "voice_message", "duration_seconds": 3"#.to_owned(),
            3 => r#", "photo": "p.jpg""#.to_owned(),
            4 | 5 => format!(r#", "reply_to_message_id": {}"#, id - 1 - i64::from(more % 5)),
            6 => format!(r#", "edited_unixtime": "{}""#, now + i64::from(*more)),
            7 => r#", "via_bot": "@gif""#.to_owned(),
            _ => String::new(),
        };
        let chat = &mut chats[usize::from(who >> 4) % 3];
        let comma = if chat.is_empty() { "" } else { "," };
        write!(
            chat,
            r#"{comma}{{"id": {id}, "type": "message", "date_unixtime": "{now}", "from": "A",
                "from_id": "user{author}", "text": [{text}]{kind}}}"#
        )
        .expect("a string takes what is written to it");
    }
    let list: Vec<String> = chats
        .iter()
        .zip([("personal_chat", 2), ("personal_chat", 3), ("private_group", 4)])
        .map(|(chat, (kind, number))| {
            format!(r#"{{"name": "A", "type": "{kind}", "id": {number}, "messages": [{chat}]}}"#)
        })
        .collect();
    let json = format!(
        r#"{{"personal_information": {{"user_id": {OWNER}, "first_name": "A"}},
            "chats": {{"list": [{}]}}}}"#,
        list.join(",")
    );
    (json, id.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_make_a_conversation_that_is_learnt_from() {
        // Nobody but the owner and Anna, a question and an answer.
        let bytes = b"\x01\x08\x05\x00\x04how?\x00\x08\x05\x00\x02ok";
        let (json, messages) = conversation(bytes);
        assert_eq!(messages, 2);
        let summary = learn(json.as_bytes(), None).unwrap();
        assert_eq!((summary.messages, summary.owner_messages), (2, 1));
        talk(bytes);
    }
}
