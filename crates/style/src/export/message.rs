//! One message of the file to one of ours.

use std::borrow::Cow;
use std::fmt;

use domain::{Author, Content, Message, MessageId, PeerId, SoundForm, Timestamp};
use serde::de::{self, Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, de::MapAccess};

/// The fields that are used; all others are passed over.
#[derive(Deserialize)]
pub(super) struct RawMessage<'a> {
    id: i64,
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow, default)]
    date: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    date_unixtime: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    edited: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    edited_unixtime: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    from: Option<Cow<'a, str>>,
    #[serde(default)]
    from_id: Option<RawPeer>,
    #[serde(default)]
    actor_id: Option<RawPeer>,
    #[serde(borrow, default)]
    action: Option<Cow<'a, str>>,
    #[serde(default)]
    reply_to_message_id: Option<i64>,
    #[serde(default, deserialize_with = "present")]
    reply_to_peer_id: bool,
    #[serde(default, deserialize_with = "present")]
    forwarded_from: bool,
    #[serde(default, deserialize_with = "present")]
    via_bot: bool,
    #[serde(default)]
    text: RawText,
    #[serde(borrow, default)]
    media_type: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    sticker_emoji: Option<Cow<'a, str>>,
    #[serde(default)]
    duration_seconds: Option<u32>,
    #[serde(default, deserialize_with = "present")]
    photo: bool,
    #[serde(default, deserialize_with = "present")]
    file: bool,
    #[serde(default, deserialize_with = "present")]
    poll: bool,
    #[serde(default, deserialize_with = "present")]
    location_information: bool,
    #[serde(default, deserialize_with = "present")]
    contact_information: bool,
    #[serde(default, deserialize_with = "present")]
    dice: bool,
    #[serde(default, deserialize_with = "present")]
    game_title: bool,
    #[serde(default, deserialize_with = "present")]
    invoice_information: bool,
    #[serde(default, deserialize_with = "present")]
    giveaway_information: bool,
}

/// What became of a message of the file.
pub(super) struct Converted {
    pub(super) message: Message,
    /// When it was last edited, if it was.
    pub(super) edited_at: Option<Timestamp>,
    /// The name of its kind, if that is not known. It is a message all the same: who wrote after
    /// it did not go on with what was written before it.
    pub(super) unknown: Option<String>,
}

/// Who wrote a message, for files whose owner is still to be found.
pub(super) struct Sender {
    pub(super) id: PeerId,
    pub(super) name: String,
}

impl<'a> RawMessage<'a> {
    /// Reads the JSON text of one message.
    pub(super) fn parse(json: &'a str) -> Result<Self, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    /// Whether it is somebody's message and no notice of the service.
    pub(super) fn is_written(&self) -> bool {
        self.kind == "message"
    }

    /// Who wrote it, where the file says so.
    pub(super) fn sender(&self) -> Option<Sender> {
        let id = self.from_id.as_ref().or(self.actor_id.as_ref())?.0;
        // On one line: it may be shown beside a command to copy.
        let name = self.from.as_deref().unwrap_or_default().replace(char::is_control, " ");
        Some(Sender { id, name })
    }

    /// The message as ours. Errors name what is wrong, never the words.
    pub(super) fn convert(self, chat: PeerId, owner: PeerId) -> Result<Converted, String> {
        let sender = self.sender().map_or(chat, |sender| sender.id);
        let id = MessageId(i32::try_from(self.id).map_err(|_| "its id is out of range")?);
        let sent_at = moment(self.date_unixtime.as_deref(), self.date.as_deref())
            .ok_or("it has no date, or none that Telegram can have written")?;
        // Old exports say of all that was not edited that it was, in 1970.
        let edited_at = moment(self.edited_unixtime.as_deref(), self.edited.as_deref())
            .filter(|edited_at| *edited_at > sent_at);
        let reply_to = match self.reply_to_message_id {
            Some(id) if !self.reply_to_peer_id => i32::try_from(id).ok().map(MessageId),
            _ => None,
        };
        let (forwarded, via_bot) = (self.forwarded_from, self.via_bot);
        let (content, unknown) = match self.content() {
            Ok(content) => (content, None),
            Err(kind) => {
                let content = Content::Media { media: kind.clone(), caption: String::new() };
                (content, Some(format!("message:{kind}")))
            }
        };
        let message = Message {
            chat,
            id,
            author: if sender == owner { Author::Owner } else { Author::Other },
            sender,
            sent_at,
            content,
            reply_to,
            forwarded,
            via_bot,
            // Exports do not tell, and what is imported is not answered.
            mentions_owner: false,
        };
        Ok(Converted { message, edited_at, unknown })
    }

    /// The content, or the name of a kind that is not known.
    fn content(self) -> Result<Content, String> {
        match &*self.kind {
            "service" => {
                return Ok(Content::Service {
                    action: self.action.map_or_else(String::new, Cow::into_owned),
                });
            }
            "message" => {}
            other => return Err(other.to_owned()),
        }
        let text = self.text.0;
        let media = match self.media_type.as_deref() {
            Some("voice_message") => {
                return Ok(Content::Voice { seconds: self.duration_seconds, said: None });
            }
            Some("sticker") => {
                return Ok(Content::Sticker { emoji: self.sticker_emoji.map(Cow::into_owned) });
            }
            Some(other) => match SoundForm::named(other) {
                Some(form) => {
                    let (seconds, words) = (self.duration_seconds, text);
                    return Ok(Content::Sound { form, seconds, words, heard: false });
                }
                None => other,
            },
            None if self.photo => "photo",
            None if self.file => "file",
            None if self.poll => "poll",
            None if self.location_information => "location",
            None if self.contact_information => "contact",
            None if self.dice => "dice",
            None if self.game_title => "game",
            None if self.invoice_information => "invoice",
            None if self.giveaway_information => "giveaway",
            None if text.is_empty() => return Err("empty".to_owned()),
            None => return Ok(Content::Text { text }),
        };
        Ok(Content::Media { media: media.to_owned(), caption: text })
    }
}

/// A moment by its Unix time in seconds, of which Telegram writes 32 bits. Exports made before 2022
/// have only the local date, which is taken as UTC.
fn moment(unixtime: Option<&str>, date: Option<&str>) -> Option<Timestamp> {
    let seconds = match unixtime {
        Some(seconds) => seconds.parse().ok()?,
        None => {
            let date: jiff::civil::DateTime = date?.parse().ok()?;
            date.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second()
        }
    };
    u32::try_from(seconds).ok().map(|seconds| Timestamp::from_secs(seconds.into()))
}

/// Whether a field stands there at all: hidden senders of forwards are written as `null`.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| true)
}

/// `user123`, `channel123`, `chat123`, or, in old exports, the user's bare number.
struct RawPeer(PeerId);

impl<'de> Deserialize<'de> for RawPeer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PeerVisitor;
        impl Visitor<'_> for PeerVisitor {
            type Value = RawPeer;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a peer such as user123")
            }

            fn visit_i64<E: de::Error>(self, id: i64) -> Result<RawPeer, E> {
                Ok(RawPeer(PeerId(id)))
            }

            fn visit_u64<E: de::Error>(self, id: u64) -> Result<RawPeer, E> {
                i64::try_from(id).map(|id| RawPeer(PeerId(id))).map_err(E::custom)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<RawPeer, E> {
                let digits = text.trim_start_matches(|c: char| c.is_ascii_lowercase());
                let number: i64 = digits.parse().map_err(|_| E::custom("from_id is no peer"))?;
                match &text[..text.len() - digits.len()] {
                    "user" => Ok(RawPeer(PeerId(number))),
                    "chat" => Ok(RawPeer(group_id(number))),
                    "channel" => Ok(RawPeer(channel_id(number))),
                    _ => Err(E::custom("from_id is no peer")),
                }
            }
        }
        deserializer.deserialize_any(PeerVisitor)
    }
}

/// The chats that may be meant by a number in an export: a person's, a basic group's, a channel's or
/// supergroup's.
pub fn chats_numbered(number: i64) -> [PeerId; 3] {
    [PeerId(number), group_id(number), channel_id(number)]
}

/// The dialog id of a basic group.
pub(super) fn group_id(number: i64) -> PeerId {
    PeerId(number.saturating_neg())
}

/// The dialog id of a channel or supergroup.
pub(super) fn channel_id(number: i64) -> PeerId {
    PeerId((-1_000_000_000_000_i64).saturating_sub(number))
}

/// A string, or a list of strings and of entities with a `text`; the formatting is dropped.
#[derive(Default)]
struct RawText(String);

impl<'de> Deserialize<'de> for RawText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = RawText;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a list of texts")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<RawText, E> {
                Ok(RawText(text.to_owned()))
            }

            fn visit_string<E: de::Error>(self, text: String) -> Result<RawText, E> {
                Ok(RawText(text))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawText, A::Error> {
                let mut text = RawText::default();
                while let Some(key) = map.next_key::<Cow<'de, str>>()? {
                    if key == "text" {
                        text = map.next_value()?;
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(text)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<RawText, A::Error> {
                let mut whole = String::new();
                while let Some(RawText(part)) = parts.next_element()? {
                    whole.push_str(&part);
                }
                Ok(RawText(whole))
            }
        }
        deserializer.deserialize_any(TextVisitor)
    }
}
