//! Reads a file and delivers what is found in it.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::io::{self, BufRead, BufReader, Read};

use domain::{Author, Content, Message, MessageId, Peer, PeerId, PeerKind, Profile, Timestamp};
use serde::de::{self, Deserializer};

use super::lossy::Lossy;
use super::message::{Converted, RawMessage, Sender};
use super::walk::Root;
use super::{
    BROKEN_KEPT, BrokenMessage, Candidate, ExportError, Item, Options, Sink, Summary, surrogates,
};
use crate::turn::is_too_long;

/// Bytes asked of the file at once.
const BUFFER: usize = 1 << 16;

/// Reads an export and gives its items to `sink`. A message that cannot be read is counted and
/// passed over; everything else that is wrong ends the reading with an error.
pub fn read<R: Read>(
    source: R,
    options: &Options,
    sink: &mut Sink<'_>,
) -> Result<Summary, ExportError> {
    let state = State {
        wants: Wants::All,
        sink,
        owner: options.owner,
        owner_given: options.owner.is_some(),
        owner_told: false,
        failure: None,
        candidates: HashMap::new(),
        other_side: None,
        summary: Summary::empty(),
    };
    let (state, result) = walk(source, state)?;
    if let Some(failure) = state.failure {
        return Err(failure);
    }
    result.map_err(classify)?;
    match state.owner {
        // Whose the messages before it were could not be told where it stands after them.
        Some(owner) if state.candidates.is_empty() => Ok(Summary { owner, ..state.summary }),
        _ => Err(ExportError::OwnerUnknown { candidates: likeliest_first(state.candidates) }),
    }
}

/// Reads whose export a file says it is, and no further; `None` if it does not say, as that of a
/// single chat. Tells a file that is no export at all from one that is, and nothing beyond.
pub fn read_owner<R: Read>(source: R) -> Result<Option<Profile>, ExportError> {
    let mut owner = None;
    let mut sink = |item| {
        if let Item::Owner(profile) = item {
            owner = Some(profile);
        }
        Ok(())
    };
    let state = State {
        wants: Wants::OwnerOnly,
        sink: &mut sink,
        owner: None,
        owner_given: false,
        owner_told: false,
        failure: None,
        candidates: HashMap::new(),
        other_side: None,
        summary: Summary::empty(),
    };
    let (state, result) = walk(source, state)?;
    match (state.failure, state.wants) {
        (Some(failure), _) => Err(failure),
        (None, Wants::Nothing) => Ok(owner),
        // It holds no chats, or ends before them.
        (None, _) => result.map_err(classify).map(|()| owner),
    }
}

/// Walks through a file.
fn walk<'a, 'b, R: Read>(
    source: R,
    state: State<'a, 'b>,
) -> Result<(State<'a, 'b>, serde_json::Result<()>), ExportError> {
    let mut source = BufReader::with_capacity(BUFFER, Lossy::new(source));
    look_at_the_start(&mut source)?;
    let state = RefCell::new(state);
    let mut json = serde_json::Deserializer::from_reader(source);
    let result = json.deserialize_any(Root { state: &state }).and_then(|()| json.end());
    Ok((state.into_inner(), result))
}

/// Refuses an empty file and what is plainly another kind of file, and passes over the byte order
/// mark that editors leave.
fn look_at_the_start(source: &mut impl BufRead) -> Result<(), ExportError> {
    const MARK: &[u8] = "\u{feff}".as_bytes();
    // The ways a ZIP, a gzip, a RAR and a 7z begin, as far as they are text.
    const ARCHIVES: [&[u8]; 4] = [b"PK\x03\x04", b"\x1f\xef\xbf\xbd", b"Rar!", b"7z\xef\xbf\xbd"];
    let start = source.fill_buf().map_err(ExportError::Io)?;
    if start.is_empty() {
        return Err(ExportError::Empty);
    }
    if ARCHIVES.iter().any(|archive| start.starts_with(archive)) {
        return Err(ExportError::Archive);
    }
    let text = start.strip_prefix(MARK).unwrap_or(start);
    if text.trim_ascii_start().starts_with(b"<") {
        return Err(ExportError::Html);
    }
    let mark = start.len() - text.len();
    source.consume(mark);
    Ok(())
}

fn classify(error: serde_json::Error) -> ExportError {
    use serde_json::error::Category;
    let (line, column) = (error.line(), error.column().max(1));
    let reason = |error: serde_json::Error| {
        let told = error.to_string();
        let place = told.rfind(" at line ").unwrap_or(told.len());
        told[..place].to_owned()
    };
    match error.classify() {
        Category::Io => ExportError::Io(io::Error::from(error)),
        Category::Eof => ExportError::Truncated { line, column },
        Category::Syntax => ExportError::NotJson { line, column, reason: reason(error) },
        Category::Data => ExportError::NotAnExport { line, column, reason: reason(error) },
    }
}

/// Who wrote in most chats is the likeliest owner. The other side of a private chat has not exported it.
fn likeliest_first(candidates: HashMap<PeerId, Found>) -> Vec<Candidate> {
    let found = candidates.into_values().filter(|found| !found.is_other_side);
    let mut found: Vec<_> = found.map(|found| found.candidate).collect();
    found.sort_by_key(|Candidate { id, messages, chats, .. }| {
        (std::cmp::Reverse((*chats, *messages)), *id)
    });
    found
}

/// An author of a file whose owner is unknown.
struct Found {
    candidate: Candidate,
    last_chat: PeerId,
    /// Whether one of the file's private chats is with them.
    is_other_side: bool,
}

/// What of a file is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wants {
    All,
    OwnerOnly,
    /// The owner was wanted, and is told or stands nowhere.
    Nothing,
}

/// What is delivered, and what is known so far.
pub(super) struct State<'a, 'b> {
    wants: Wants,
    sink: &'a mut Sink<'b>,
    owner: Option<PeerId>,
    owner_given: bool,
    owner_told: bool,
    /// Why the reading was stopped from inside; serde's own error then only unwinds.
    pub(super) failure: Option<ExportError>,
    candidates: HashMap<PeerId, Found>,
    /// With whom the private chat is whose messages follow.
    other_side: Option<PeerId>,
    summary: Summary,
}

impl State<'_, '_> {
    fn deliver(&mut self, item: Item) -> Result<(), Stopped> {
        (self.sink)(item).map_err(|error| {
            self.failure = Some(ExportError::Sink(error));
            Stopped
        })
    }

    pub(super) fn set_owner(&mut self, profile: Profile) -> Result<(), Stopped> {
        if self.owner_given && self.owner != Some(profile.user_id) {
            self.failure = Some(ExportError::OtherOwner { stated: Box::new(profile) });
            return Err(Stopped);
        }
        if self.owner_told {
            // Said again, of all things: the first stays.
            return Ok(());
        }
        self.owner = Some(profile.user_id);
        self.owner_told = true;
        self.deliver(Item::Owner(profile))?;
        self.begin_section()
    }

    /// Chats or messages follow; stops where only the owner is wanted.
    pub(super) fn begin_section(&mut self) -> Result<(), Stopped> {
        if self.wants == Wants::All {
            return Ok(());
        }
        self.wants = Wants::Nothing;
        Err(Stopped)
    }

    pub(super) fn begin_chat(&mut self, peer: Peer) -> Result<(), Stopped> {
        let is_private = peer.kind == PeerKind::User && !peer.flags.is_self;
        self.other_side = is_private.then_some(peer.id);
        if self.owner.is_none() {
            return Ok(());
        }
        self.summary.chats += 1;
        self.deliver(Item::Chat(peer))
    }

    pub(super) fn message(&mut self, json: &str, place: &mut Place) -> Result<(), Stopped> {
        place.ordinal += 1;
        let repaired;
        let parsed = match RawMessage::parse(json) {
            Ok(raw) => Ok(raw),
            Err(reason) => {
                repaired = surrogates::repaired(json);
                repaired.as_deref().map_or(Err(reason), RawMessage::parse)
            }
        };
        let raw = match parsed {
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
        let person = place.met(&raw).filter(|person| person.id != owner);
        match raw.convert(place.chat, owner) {
            Ok(Converted { message, edited_at, unknown }) => {
                if let Some(kind) = unknown {
                    self.unknown(kind);
                }
                if let Some(first_name) = name {
                    self.set_owner(Profile {
                        user_id: owner,
                        first_name,
                        last_name: String::new(),
                        username: None,
                        phone: None,
                    })?;
                }
                if let Some(Sender { id, name }) = person {
                    self.deliver(Item::Person(id, name))?;
                }
                self.converted(message, edited_at, place)?;
            }
            Err(reason) => self.broken(place, reason),
        }
        Ok(())
    }

    fn converted(
        &mut self,
        message: Message,
        edited_at: Option<Timestamp>,
        place: &mut Place,
    ) -> Result<(), Stopped> {
        place.last = Some(message.id);
        self.summary.messages += 1;
        if message.author == Author::Owner {
            self.summary.owner_messages += 1;
        }
        self.summary.forwarded += u64::from(message.forwarded);
        match &message.content {
            Content::Service { .. } => self.summary.service += 1,
            Content::Text { text } if !message.forwarded && is_too_long(text) => {
                self.summary.too_long += 1;
            }
            _ => {}
        }
        self.deliver(Item::Message(message, edited_at))
    }

    pub(super) fn unknown(&mut self, kind: String) {
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
        let other_side = self.other_side;
        let Some(sender) = raw.sender().filter(|sender| raw.is_written() && sender.id.0 > 0) else {
            return;
        };
        let found = self.candidates.entry(sender.id).or_insert_with(|| Found {
            candidate: Candidate { id: sender.id, name: sender.name, messages: 0, chats: 0 },
            last_chat: PeerId(0),
            is_other_side: false,
        });
        found.candidate.messages += 1;
        found.is_other_side |= other_side == Some(sender.id);
        if found.last_chat != chat {
            found.last_chat = chat;
            found.candidate.chats += 1;
        }
    }
}

/// The reading was stopped; why stands in [`State::failure`].
pub(super) struct Stopped;

impl Stopped {
    pub(super) fn into_error<E: de::Error>(self) -> E {
        E::custom("stopped")
    }
}

/// Where in a chat the reader is.
pub(super) struct Place {
    pub(super) chat: PeerId,
    pub(super) ordinal: u64,
    pub(super) last: Option<MessageId>,
    /// Who was met in a group.
    people: HashSet<PeerId>,
}

impl Place {
    pub(super) fn in_chat(chat: PeerId) -> Self {
        Self { chat, ordinal: 0, last: None, people: HashSet::new() }
    }

    /// Who wrote a message of a group, with their name, if they were not met before.
    fn met(&mut self, raw: &RawMessage<'_>) -> Option<Sender> {
        if self.chat.is_user() || !raw.is_written() {
            return None;
        }
        raw.sender().filter(|sender| !sender.name.is_empty() && self.people.insert(sender.id))
    }
}
