//! The JSON's structure: account, sections, chats, down to the messages. What is found goes to the
//! reader's [`State`].

use std::cell::RefCell;
use std::fmt;

use domain::{Peer, PeerFlags, PeerId, PeerKind, Profile};
use serde::Deserialize;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess,
    Visitor,
};
use serde_json::value::RawValue;

use super::message::{channel_id, group_id};
use super::reader::{Place, State, Stopped};
use super::{ExportError, surrogates};

/// The top of the file: an account, or a chat of its own.
pub(super) struct Root<'s, 'a, 'b> {
    pub(super) state: &'s RefCell<State<'a, 'b>>,
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
        let mut is_stated = false;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "personal_information" => {
                    let stated: Option<PersonalInformation> = lenient(&mut map)?;
                    // A user's number is positive; without one it says nothing.
                    if let Some(stated) = stated.filter(|stated| stated.user_id > 0) {
                        is_stated = true;
                        let mut state = self.state.borrow_mut();
                        state.set_owner(stated.into()).map_err(Stopped::into_error)?;
                    }
                }
                "chats" | "left_chats" => {
                    found = true;
                    self.state.borrow_mut().begin_section().map_err(Stopped::into_error)?;
                    map.next_value_seed(ChatSection { state: self.state })?;
                }
                "messages" => {
                    found = true;
                    if header.kind.is_none() {
                        return Err(de::Error::custom("messages of a chat without a type"));
                    }
                    self.state.borrow_mut().begin_section().map_err(Stopped::into_error)?;
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
        // An account's export without chats is one all the same.
        if found || is_stated {
            return Ok(());
        }
        self.state.borrow_mut().failure = Some(ExportError::NoChats { fields: keys });
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
        while chats.next_element_seed(OneChat { state: self.state })?.is_some() {}
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
    kind: Option<String>,
    id: Option<i64>,
}

impl Header {
    /// Takes a field, or passes over one that is not used.
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "name" => self.name = lenient(map)?,
            "type" => self.kind = lenient(map)?,
            "id" => self.id = lenient(map)?,
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
        let stated = self.kind.as_deref().unwrap_or("untyped");
        let Some((id, kind)) = self.id.and_then(|number| peer(stated, number)) else {
            let numberless = if self.id.is_none() { " without an id" } else { "" };
            state.borrow_mut().unknown(format!("chat:{stated}{numberless}"));
            return Ok(Messages { state, chat: None });
        };
        let peer = Peer {
            id,
            kind,
            title: self.name.clone().unwrap_or_default(),
            username: None,
            flags: PeerFlags {
                is_self: stated == "saved_messages",
                bot: matches!(stated, "bot_chat" | "replies" | "verification_codes"),
                ..PeerFlags::default()
            },
        };
        state.borrow_mut().begin_chat(peer).map_err(Stopped::into_error)?;
        Ok(Messages { state, chat: Some(id) })
    }
}

/// The other side of a chat of this type and number; `None` if the type is not known, or the number
/// nobody's.
fn peer(kind: &str, number: i64) -> Option<(PeerId, PeerKind)> {
    if number <= 0 {
        return None;
    }
    Some(match kind {
        "personal_chat" | "bot_chat" | "saved_messages" | "replies" | "verification_codes" => {
            (PeerId(number), PeerKind::User)
        }
        "private_group" => (group_id(number), PeerKind::Group),
        "private_supergroup" | "public_supergroup" => (channel_id(number), PeerKind::Group),
        "private_channel" | "public_channel" => (channel_id(number), PeerKind::Channel),
        _ => return None,
    })
}

/// A value, or `None` where it is of another type than is expected.
fn lenient<'de, A: MapAccess<'de>, T: DeserializeOwned>(
    map: &mut A,
) -> Result<Option<T>, A::Error> {
    let json = map.next_value::<Box<RawValue>>()?;
    let json = json.get();
    Ok(serde_json::from_str(json).ok().or_else(|| {
        let repaired = surrogates::repaired(json)?;
        serde_json::from_str(&repaired).ok()
    }))
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
        let mut place = Place::in_chat(chat);
        // Raw first, fields second: whatever is wrong inside a message stays inside it.
        while let Some(json) = messages.next_element::<Box<RawValue>>()? {
            self.state.borrow_mut().message(json.get(), &mut place).map_err(Stopped::into_error)?;
        }
        Ok(())
    }
}
