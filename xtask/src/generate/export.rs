//! The JSON of a full-account export, key for key as Telegram Desktop's `export_output_json.cpp`
//! writes it when media files are not included.

mod media;

use anyhow::Context as _;
use jiff::civil::DateTime;
use jiff::tz::{self, Offset};
use serde::Serialize;
use serde_json::ser::PrettyFormatter;

use super::markup::{self, Entity};
use super::people::{Contact, People};
use super::script::{Author, Body, Media};
use super::timeline::TimedLine;

/// Moscow, where the owner lives, has no summer time.
const OWNER_OFFSET: Offset = tz::offset(3);

const ABOUT: &str = "A made-up account, written by hand for AI Twin's demo in the form of a \
                     Telegram Desktop export. Its people do not exist.";

#[derive(Serialize)]
struct Export {
    about: &'static str,
    personal_information: PersonalInformation,
    contacts: List<SavedContact>,
    chats: List<Chat>,
}

#[derive(Serialize)]
struct List<T> {
    about: &'static str,
    list: Vec<T>,
}

#[derive(Serialize)]
struct PersonalInformation {
    user_id: u64,
    first_name: String,
    last_name: String,
    phone_number: String,
    username: String,
    bio: String,
}

#[derive(Serialize)]
struct SavedContact {
    user_id: u64,
    first_name: String,
    last_name: String,
    phone_number: String,
    date: String,
    date_unixtime: String,
}

#[derive(Serialize)]
struct Chat {
    name: String,
    #[serde(rename = "type")]
    kind: &'static str,
    id: u64,
    messages: Vec<Message>,
}

#[derive(Serialize)]
struct Message {
    id: usize,
    #[serde(rename = "type")]
    kind: &'static str,
    date: String,
    date_unixtime: String,
    #[serde(flatten)]
    edited: Option<Edited>,
    #[serde(flatten)]
    what: What,
    text: Text,
    text_entities: Vec<Entity>,
}

#[derive(Serialize)]
struct Edited {
    edited: String,
    edited_unixtime: String,
}

#[derive(Serialize)]
#[serde(untagged)]
enum What {
    Message {
        from: String,
        from_id: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        forwarded_from: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        reply_to_message_id: Option<usize>,
        #[serde(flatten)]
        media: Option<media::Keys>,
    },
    Call {
        actor: String,
        actor_id: String,
        action: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        duration_seconds: Option<i64>,
        discard_reason: &'static str,
    },
    Pin {
        actor: String,
        actor_id: String,
        action: &'static str,
        message_id: usize,
    },
}

/// A text without markup is a string; with markup, a list of strings and entities.
#[derive(Serialize)]
#[serde(untagged)]
enum Text {
    Plain(String),
    Parts(Vec<TextPart>),
}

#[derive(Serialize)]
#[serde(untagged)]
enum TextPart {
    Plain(String),
    Entity(Entity),
}

/// The whole export as text. Ids are given over all chats in order of time, as in one account's
/// box of messages.
pub(super) fn to_json(people: &People, chats: &[Vec<TimedLine>]) -> anyhow::Result<String> {
    let ids = number(chats);
    let mut list = Vec::with_capacity(chats.len());
    let mut saved = Vec::with_capacity(chats.len());
    for ((contact, lines), ids) in people.contacts.iter().zip(chats).zip(&ids) {
        let first = lines.first().with_context(|| format!("{} is empty", contact.history))?;
        let (date, date_unixtime) = stamp(first.at)?;
        saved.push(SavedContact {
            user_id: contact.id,
            first_name: contact.first_name.clone(),
            last_name: contact.last_name.clone(),
            phone_number: spaced(&contact.phone),
            date,
            date_unixtime,
        });
        let messages = lines
            .iter()
            .enumerate()
            .map(|(index, line)| message(people, contact, index, line, ids))
            .collect::<anyhow::Result<_>>()?;
        list.push(Chat { name: contact.name(), kind: "personal_chat", id: contact.id, messages });
    }
    let owner = &people.owner;
    let export = Export {
        about: ABOUT,
        personal_information: PersonalInformation {
            user_id: owner.id,
            first_name: owner.first_name.clone(),
            last_name: owner.last_name.clone(),
            phone_number: spaced(&owner.phone),
            username: format!("@{}", owner.username),
            bio: owner.bio.clone(),
        },
        contacts: List { about: "The people this account has saved.", list: saved },
        chats: List { about: "This page lists all chats from this export.", list },
    };
    let mut bytes = Vec::new();
    let mut serializer =
        serde_json::Serializer::with_formatter(&mut bytes, PrettyFormatter::with_indent(b" "));
    export.serialize(&mut serializer)?;
    bytes.push(b'\n');
    Ok(String::from_utf8(bytes)?)
}

/// The id of every line, chat by chat.
fn number(chats: &[Vec<TimedLine>]) -> Vec<Vec<usize>> {
    let mut order: Vec<(DateTime, usize, usize)> = chats
        .iter()
        .enumerate()
        .flat_map(|(chat, lines)| {
            lines.iter().enumerate().map(move |(index, line)| (line.at, chat, index))
        })
        .collect();
    order.sort_unstable();
    let mut ids: Vec<Vec<usize>> = chats.iter().map(|lines| vec![0; lines.len()]).collect();
    for (position, (_, chat, index)) in order.into_iter().enumerate() {
        ids[chat][index] = position + 1;
    }
    ids
}

fn message(
    people: &People,
    contact: &Contact,
    index: usize,
    timed: &TimedLine,
    ids: &[usize],
) -> anyhow::Result<Message> {
    let TimedLine { at, line } = timed;
    let (name, user) = match line.author {
        Author::Owner => (people.owner.name(), people.owner.id),
        Author::Contact => (contact.name(), contact.id),
    };
    let user = format!("user{user}");
    let back = |count: usize| -> anyhow::Result<usize> {
        let target = index.checked_sub(count).filter(|_| count > 0);
        Ok(ids[target.with_context(|| format!("line {}: `^{count}`", line.number))?])
    };
    let (date, date_unixtime) = stamp(*at)?;
    let edited = match line.edited_after {
        Some(seconds) => {
            let (edited, edited_unixtime) =
                stamp(at.checked_add(jiff::Span::new().seconds(seconds))?)?;
            Some(Edited { edited, edited_unixtime })
        }
        None => None,
    };
    let (what, kind, source) = match &line.body {
        Body::Call { seconds } => {
            let what = What::Call {
                actor: name,
                actor_id: user,
                action: "phone_call",
                duration_seconds: *seconds,
                discard_reason: if seconds.is_some() { "hangup" } else { "missed" },
            };
            (what, "service", "")
        }
        Body::Pin { back: count } => {
            let what = What::Pin {
                actor: name,
                actor_id: user,
                action: "pin_message",
                message_id: back(*count)?,
            };
            (what, "service", "")
        }
        Body::Text { media, text } => {
            let forwarded_from = match media {
                Some(Media::Forward { from }) => Some(from.clone()),
                _ => None,
            };
            let what = What::Message {
                from: name,
                from_id: user,
                forwarded_from,
                reply_to_message_id: line.reply_back.map(back).transpose()?,
                media: media.as_ref().and_then(media::keys),
            };
            (what, "message", text.as_str())
        }
    };
    let text_entities = markup::entities(source);
    let text = text_of(&text_entities);
    Ok(Message { id: ids[index], kind, date, date_unixtime, edited, what, text, text_entities })
}

fn text_of(entities: &[Entity]) -> Text {
    match entities {
        [] => Text::Plain(String::new()),
        [only] if only.kind == "plain" => Text::Plain(only.text.clone()),
        parts => Text::Parts(
            parts
                .iter()
                .map(|part| match part.kind {
                    "plain" => TextPart::Plain(part.text.clone()),
                    _ => TextPart::Entity(part.clone()),
                })
                .collect(),
        ),
    }
}

/// The local time and the Unix time, both as the export's strings.
fn stamp(at: DateTime) -> anyhow::Result<(String, String)> {
    let unix = OWNER_OFFSET.to_timestamp(at)?.as_second();
    Ok((at.strftime("%Y-%m-%dT%H:%M:%S").to_string(), unix.to_string()))
}

/// `+79990000002` as the application shows it: `+7 999 000 00 02`.
fn spaced(phone: &str) -> String {
    let digits = phone.trim_start_matches('+');
    match (digits.get(..1), digits.get(1..4), digits.get(4..7), digits.get(7..9), digits.get(9..)) {
        (Some(country), Some(area), Some(a), Some(b), Some(c)) => {
            format!("+{country} {area} {a} {b} {c}")
        }
        _ => phone.to_owned(),
    }
}
