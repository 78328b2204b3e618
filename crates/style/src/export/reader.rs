//! The way through the file down to its messages.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read};

use domain::{Message, MessageId, Peer, PeerFlags, PeerId, PeerKind, Profile};
use serde::Deserialize;
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::message::{Converted, RawMessage, channel_id, group_id};
use super::{BROKEN_KEPT, BrokenMessage, Candidate, ExportError, Item, Options, Sink, Summary};

/// Bytes asked of the file at once.
const BUFFER: usize = 1 << 18;

/// Reads an export and gives its items to `sink`. A message that cannot be read is counted and
/// passed over; everything else that is wrong ends the reading with an error.
pub fn read<R: Read>(
    source: R,
    options: &Options,
    sink: &mut Sink<'_>,
) -> Result<Summary, ExportError> {
    let mut source = BufReader::with_capacity(BUFFER, source);
    skip_byte_order_mark(&mut source)?;
    let state = RefCell::new(State {
        sink,
        owner: options.owner,
        owner_given: options.owner.is_some(),
        owner_told: false,
        failure: None,
        candidates: HashMap::new(),
        summary: Summary {
            owner: options.owner.unwrap_or(PeerId(0)),
            chats: 0,
            messages: 0,
            owner_messages: 0,
            skipped_unknown: Default::default(),
            skipped_broken: 0,
            broken: Vec::new(),
        },
    });
    let mut json = serde_json::Deserializer::from_reader(source);
    let result = json
        .deserialize_any(Root { state: &state })
        .and_then(|()| json.end());
    let state = state.into_inner();
    if let Some(failure) = state.failure {
        return Err(failure);
    }
    result.map_err(classify)?;
    match state.owner {
        Some(owner) => Ok(Summary {
            owner,
            ..state.summary
        }),
        None => Err(ExportError::OwnerUnknown {
            candidates: likeliest_first(state.candidates),
        }),
    }
}

/// Refuses an empty file and passes over the byte order mark that editors leave.
fn skip_byte_order_mark(source: &mut impl BufRead) -> Result<(), ExportError> {
    let start = source.fill_buf().map_err(ExportError::Io)?;
    if start.is_empty() {
        return Err(ExportError::Empty);
    }
    if start.starts_with(b"\xef\xbb\xbf") {
        source.consume(3);
    }
    Ok(())
}

fn classify(error: serde_json::Error) -> ExportError {
    use serde_json::error::Category;
    let (line, column) = (error.line(), error.column());
    match error.classify() {
        Category::Io => ExportError::Io(io::Error::from(error)),
        Category::Eof => ExportError::Truncated { line, column },
        Category::Syntax => ExportError::NotJson {
            line,
            column,
            reason: error.to_string(),
        },
        Category::Data => ExportError::NotAnExport {
            found: error.to_string(),
        },
    }
}

/// Who wrote in most chats is the likeliest owner; in a private chat, whoever is not the other side.
fn likeliest_first(candidates: HashMap<PeerId, Found>) -> Vec<Candidate> {
    let mut found: Vec<_> = candidates.into_iter().collect();
    found.sort_by_key(|(id, found)| {
        let Candidate {
            messages, chats, ..
        } = found.candidate;
        (found.has_chat, std::cmp::Reverse((chats, messages)), *id)
    });
    found
        .into_iter()
        .map(|(_, found)| found.candidate)
        .collect()
}

/// An author of a file whose owner is unknown.
struct Found {
    candidate: Candidate,
    last_chat: PeerId,
    /// Whether one of the file's private chats is with them.
    has_chat: bool,
}

struct State<'a, 'b> {
    sink: &'a mut Sink<'b>,
    owner: Option<PeerId>,
    owner_given: bool,
    owner_told: bool,
    /// Why the reading was stopped from inside; serde's own error then only unwinds.
    failure: Option<ExportError>,
    candidates: HashMap<PeerId, Found>,
    summary: Summary,
}

impl State<'_, '_> {
    fn deliver(&mut self, item: Item) -> Result<(), Stopped> {
        (self.sink)(item).map_err(|error| {
            self.failure = Some(ExportError::Sink(error));
            Stopped
        })
    }

    fn set_owner(&mut self, profile: Profile) -> Result<(), Stopped> {
        if self.owner_given && self.owner != Some(profile.user_id) {
            return Ok(());
        }
        self.owner = Some(profile.user_id);
        self.owner_told = true;
        self.deliver(Item::Owner(profile))
    }

    fn begin_chat(&mut self, peer: Peer) -> Result<(), Stopped> {
        if self.owner.is_none() {
            return Ok(());
        }
        self.summary.chats += 1;
        self.deliver(Item::Chat(peer))
    }

    fn message(&mut self, json: &str, place: &mut Place) -> Result<(), Stopped> {
        place.ordinal += 1;
        let raw = match RawMessage::parse(json) {
            Ok(raw) => raw,
            Err(reason) => {
                self.broken(place, reason);
                return Ok(());
            }
        };
        let Some(owner) = self.owner else {
            self.count_candidate(&raw, place.chat);
            return Ok(());
        };
        let name = (!self.owner_told && raw.is_written())
            .then(|| raw.sender())
            .flatten()
            .filter(|sender| sender.id == owner)
            .map(|sender| sender.name);
        match raw.convert(place.chat, owner) {
            Ok(Converted::Message(message)) => {
                if let Some(first_name) = name {
                    self.set_owner(Profile {
                        user_id: owner,
                        first_name,
                        last_name: String::new(),
                        username: None,
                        phone: None,
                    })?;
                }
                self.converted(message, place)?;
            }
            Ok(Converted::Unknown(kind)) => self.unknown(kind),
            Err(reason) => self.broken(place, reason),
        }
        Ok(())
    }

    fn converted(&mut self, message: Message, place: &mut Place) -> Result<(), Stopped> {
        place.last = Some(message.id);
        self.summary.messages += 1;
        if message.author == domain::Author::Owner {
            self.summary.owner_messages += 1;
        }
        self.deliver(Item::Message(message))
    }

    fn unknown(&mut self, kind: String) {
        *self.summary.skipped_unknown.entry(kind).or_default() += 1;
    }

    fn broken(&mut self, place: &Place, reason: String) {
        self.summary.skipped_broken += 1;
        if self.summary.broken.len() < BROKEN_KEPT {
            self.summary.broken.push(BrokenMessage {
                chat: place.chat,
                ordinal: place.ordinal,
                after: place.last,
                reason,
            });
        }
    }

    fn count_candidate(&mut self, raw: &RawMessage<'_>, chat: PeerId) {
        let Some(sender) = raw
            .sender()
            .filter(|sender| raw.is_written() && sender.id.0 > 0)
        else {
            return;
        };
        let found = self.candidates.entry(sender.id).or_insert_with(|| Found {
            candidate: Candidate {
                id: sender.id,
                name: sender.name,
                messages: 0,
                chats: 0,
            },
            last_chat: PeerId(0),
            has_chat: false,
        });
        found.candidate.messages += 1;
        found.has_chat |= sender.id == chat;
        if found.last_chat != chat {
            found.last_chat = chat;
            found.candidate.chats += 1;
        }
    }
}

/// The reading was stopped; why stands in [`State::failure`].
struct Stopped;

impl Stopped {
    fn into_error<E: de::Error>(self) -> E {
        E::custom("stopped")
    }
}

/// Where in a chat the reader is.
struct Place {
    chat: PeerId,
    ordinal: u64,
    last: Option<MessageId>,
}

/// The top of the file: an account, or a chat of its own.
struct Root<'s, 'a, 'b> {
    state: &'s RefCell<State<'a, 'b>>,
}

impl<'de> Visitor<'de> for Root<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an export of Telegram Desktop")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut keys: Vec<String> = Vec::new();
        let mut header = Header::default();
        let mut found = false;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "personal_information" => {
                    let profile = map.next_value::<PersonalInformation>()?.into();
                    self.state
                        .borrow_mut()
                        .set_owner(profile)
                        .map_err(Stopped::into_error)?;
                }
                "chats" | "left_chats" => {
                    found = true;
                    map.next_value_seed(ChatSection { state: self.state })?;
                }
                "messages" => {
                    found = true;
                    map.next_value_seed(header.open(self.state)?)?;
                }
                other => {
                    header.field(other, &mut map)?;
                    if keys.len() < 8 {
                        keys.push(key);
                    }
                }
            }
        }
        if found {
            return Ok(());
        }
        self.state.borrow_mut().failure = Some(ExportError::NotAnExport {
            found: if keys.is_empty() {
                "an object with nothing in it".to_owned()
            } else {
                format!("an object with {}", keys.join(", "))
            },
        });
        Err(Stopped.into_error())
    }
}

#[derive(Deserialize)]
struct PersonalInformation {
    user_id: i64,
    #[serde(default)]
    first_name: String,
    #[serde(default)]
    last_name: String,
    #[serde(default)]
    username: Option<String>,
    #[serde(default)]
    phone_number: Option<String>,
}

impl From<PersonalInformation> for Profile {
    fn from(raw: PersonalInformation) -> Self {
        let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
        Self {
            user_id: PeerId(raw.user_id),
            first_name: raw.first_name,
            last_name: raw.last_name,
            username: filled(raw.username).map(|name| name.trim_start_matches('@').to_owned()),
            phone: filled(raw.phone_number).map(|phone| {
                let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
                format!("+{digits}")
            }),
        }
    }
}

/// `"chats": {"about": …, "list": […]}`.
struct ChatSection<'s, 'a, 'b> {
    state: &'s RefCell<State<'a, 'b>>,
}

impl<'de> DeserializeSeed<'de> for ChatSection<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for ChatSection<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a section with a list of chats")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == "list" {
                map.next_value_seed(ChatList { state: self.state })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

struct ChatList<'s, 'a, 'b> {
    state: &'s RefCell<State<'a, 'b>>,
}

impl<'de> DeserializeSeed<'de> for ChatList<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for ChatList<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of chats")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut chats: A) -> Result<(), A::Error> {
        while chats
            .next_element_seed(OneChat { state: self.state })?
            .is_some()
        {}
        Ok(())
    }
}

struct OneChat<'s, 'a, 'b> {
    state: &'s RefCell<State<'a, 'b>>,
}

impl<'de> DeserializeSeed<'de> for OneChat<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for OneChat<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a chat")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut header = Header::default();
        while let Some(key) = map.next_key::<String>()? {
            if key == "messages" {
                map.next_value_seed(header.open(self.state)?)?;
            } else {
                header.field(&key, &mut map)?;
            }
        }
        Ok(())
    }
}

/// What stands in a chat before its messages.
#[derive(Default)]
struct Header {
    name: Option<String>,
    kind: String,
    id: i64,
}

impl Header {
    /// Takes a field, or passes over one that is not used.
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "name" => self.name = map.next_value()?,
            "type" => self.kind = map.next_value()?,
            "id" => self.id = map.next_value()?,
            _ => {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    /// Delivers the chat and returns the reader of its messages.
    fn open<'s, 'a, 'b, E: de::Error>(
        &mut self,
        state: &'s RefCell<State<'a, 'b>>,
    ) -> Result<Messages<'s, 'a, 'b>, E> {
        if self.kind.is_empty() {
            return Err(E::custom("messages of a chat without a type"));
        }
        let Some((id, kind)) = self.peer() else {
            state.borrow_mut().unknown(format!("chat:{}", self.kind));
            return Ok(Messages { state, chat: None });
        };
        let peer = Peer {
            id,
            kind,
            title: self.name.take().unwrap_or_default(),
            username: None,
            flags: PeerFlags {
                is_self: self.kind == "saved_messages",
                bot: matches!(
                    self.kind.as_str(),
                    "bot_chat" | "replies" | "verification_codes"
                ),
                ..PeerFlags::default()
            },
        };
        state
            .borrow_mut()
            .begin_chat(peer)
            .map_err(Stopped::into_error)?;
        Ok(Messages {
            state,
            chat: Some(id),
        })
    }

    fn peer(&self) -> Option<(PeerId, PeerKind)> {
        Some(match self.kind.as_str() {
            "personal_chat" | "bot_chat" | "saved_messages" | "replies" | "verification_codes" => {
                (PeerId(self.id), PeerKind::User)
            }
            "private_group" => (group_id(self.id), PeerKind::Group),
            "private_supergroup" | "public_supergroup" => (channel_id(self.id), PeerKind::Group),
            "private_channel" | "public_channel" => (channel_id(self.id), PeerKind::Channel),
            _ => return None,
        })
    }
}

struct Messages<'s, 'a, 'b> {
    state: &'s RefCell<State<'a, 'b>>,
    /// `None` for a chat of an unknown kind, whose messages are passed over.
    chat: Option<PeerId>,
}

impl<'de> DeserializeSeed<'de> for Messages<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Messages<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of messages")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut messages: A) -> Result<(), A::Error> {
        let Some(chat) = self.chat else {
            while messages.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(());
        };
        let mut place = Place {
            chat,
            ordinal: 0,
            last: None,
        };
        // Raw first, fields second: whatever is wrong inside a message stays inside it.
        while let Some(json) = messages.next_element::<Box<RawValue>>()? {
            self.state
                .borrow_mut()
                .message(json.get(), &mut place)
                .map_err(Stopped::into_error)?;
        }
        Ok(())
    }
}
