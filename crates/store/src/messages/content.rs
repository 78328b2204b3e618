//! A message's columns, and a message of them.

use std::borrow::Cow;

use domain::{Content, Message, MessageId, PeerId, SoundForm, Timestamp};

use crate::Error;
use crate::text::storable;
use crate::tx::{Row, undecodable};

/// What a message contains, as its columns.
pub(super) struct StoredContent<'a> {
    pub(super) kind: &'static str,
    pub(super) text: Option<Cow<'a, str>>,
    pub(super) detail: Option<Cow<'a, str>>,
    pub(super) seconds: Option<i32>,
    /// Whether the text holds what was heard in a round video or a file of sound.
    pub(super) heard: bool,
}

impl<'a> From<&'a Content> for StoredContent<'a> {
    fn from(content: &'a Content) -> Self {
        let empty = |kind| Self { kind, text: None, detail: None, seconds: None, heard: false };
        match content {
            Content::Text { text } => Self { text: Some(storable(text)), ..empty("text") },
            Content::Voice { seconds, said } => Self {
                text: said.as_deref().map(storable),
                seconds: seconds.and_then(|seconds| i32::try_from(seconds).ok()),
                ..empty("voice")
            },
            Content::Sound { form, seconds, words, heard } => Self {
                text: (!words.is_empty()).then(|| storable(words)),
                detail: Some(Cow::Borrowed(form.name())),
                seconds: seconds.and_then(|seconds| i32::try_from(seconds).ok()),
                heard: *heard,
                ..empty("media")
            },
            Content::Sticker { emoji } => {
                Self { detail: emoji.as_deref().map(storable), ..empty("sticker") }
            }
            Content::Media { media, caption } => Self {
                text: (!caption.is_empty()).then(|| storable(caption)),
                detail: Some(storable(media)),
                ..empty("media")
            },
            Content::Service { action } => {
                Self { detail: Some(storable(action)), ..empty("service") }
            }
        }
    }
}

fn content(row: &Row) -> Result<Content, Error> {
    let text = || row.get::<Option<String>>("text");
    let detail = || row.get::<Option<String>>("detail");
    let seconds = || Ok::<_, Error>(row.get::<Option<i32>>("seconds")?.map(i32::unsigned_abs));
    let kind: String = row.get("kind")?;
    Ok(match kind.as_str() {
        "text" => Content::Text { text: text()?.unwrap_or_default() },
        "voice" => Content::Voice { seconds: seconds()?, said: text()? },
        "sticker" => Content::Sticker { emoji: detail()? },
        "media" => {
            let (media, words) = (detail()?.unwrap_or_default(), text()?.unwrap_or_default());
            match SoundForm::named(&media) {
                Some(form) => {
                    let (seconds, heard) = (seconds()?, row.get("heard")?);
                    Content::Sound { form, seconds, words, heard }
                }
                None => Content::Media { media, caption: words },
            }
        }
        "service" => Content::Service { action: detail()?.unwrap_or_default() },
        _ => return Err(undecodable("kind", format!("unknown: {kind}").into())),
    })
}

/// The message of a row that has all the columns of `columns!`.
pub(crate) fn message(row: &Row) -> Result<Message, Error> {
    Ok(Message {
        chat: PeerId(row.get("chat")?),
        id: MessageId(row.get("id")?),
        author: row.get_enum("author")?,
        sender: PeerId(row.get("sender")?),
        sent_at: Timestamp::from_millis(row.get("sent_at")?),
        content: content(row)?,
        reply_to: row.get::<Option<i32>>("reply_to")?.map(MessageId),
        forwarded: row.get("forwarded")?,
        via_bot: row.get("via_bot")?,
        mentions_owner: row.get("mentions_owner")?,
    })
}
