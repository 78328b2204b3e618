//! What can happen to the state, as the journal writes it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::accounts::Profile;
use super::bots::BotEvent;
use super::contacts::ContactName;
use super::dialogs::Draft;
use super::files::File;
use super::flags::Flag;
use super::login::{ClientInfo, Code, Ending};
use super::post::{Content, PostId};
use super::{KeyId, MessageId, Peer, UserId};
use crate::srp::Verifier;

/// A fact. Written once and never changed: a variant that is in some journal
/// can gain optional fields, and nothing else.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(crate) enum Event {
    AccountCreated(Profile),
    /// All that is known of a person, after a change of names.
    ProfileChanged(Profile),
    AboutChanged {
        account: UserId,
        about: String,
    },
    /// All the flags that an account has from now on.
    FlagsSet {
        account: UserId,
        flags: BTreeSet<Flag>,
    },
    /// The data centre that an account lives on. `None`: on any.
    HomeSet {
        account: UserId,
        dc: Option<i32>,
    },
    Bot(BotEvent),
    PasswordSet {
        account: UserId,
        verifier: Verifier,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hint: Option<String>,
    },
    PasswordRemoved {
        account: UserId,
    },
    ContactAdded {
        account: UserId,
        contact: UserId,
        /// What the account calls the contact. Absent: by its own name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<ContactName>,
    },
    ContactRemoved {
        account: UserId,
        contact: UserId,
    },
    PersonBlocked {
        account: UserId,
        person: UserId,
        /// Unix seconds.
        date: i32,
    },
    PersonUnblocked {
        account: UserId,
        person: UserId,
    },
    KeyMade {
        key: KeyBytes,
        dc: i32,
        expires_at: Option<i32>,
    },
    KeyDestroyed {
        key: KeyId,
    },
    /// A key whose maker named no data centre turned out to be for this one.
    KeyPlaced {
        key: KeyId,
        dc: i32,
    },
    /// What the program that made a key says of itself.
    ClientIntroduced {
        key: KeyId,
        client: ClientInfo,
    },
    CodeIssued {
        phone: String,
        code: Code,
    },
    CodeSpent {
        phone: String,
    },
    /// The code was right, and an account may be made for the phone number.
    CodeVerified {
        phone: String,
    },
    PasswordAwaited {
        key: KeyId,
        account: UserId,
    },
    LoggedIn {
        key: KeyId,
        account: UserId,
        /// Unix seconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<i32>,
    },
    LoggedOut {
        key: KeyId,
    },
    /// A login was ended by something other than its own client.
    SessionEnded {
        key: KeyId,
        why: Ending,
    },
    AuthorizationExported {
        account: UserId,
        token: Vec<u8>,
    },
    AuthorizationImported {
        token: Vec<u8>,
    },
    /// Its bytes were on disk before.
    FileStored(File),
    MessageSent(Sent),
    HistorySeeded {
        messages: Vec<Sent>,
    },
    /// `max_id` is in the reader's box. `peer_max_id` names the same message in
    /// the box of the one whose messages were read; `others`, in a group, the
    /// newest message read of each who wrote there, in that person's box.
    HistoryRead {
        reader: UserId,
        peer: Peer,
        max_id: MessageId,
        peer_max_id: Option<MessageId>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        others: Vec<(UserId, MessageId)>,
    },
    MessageEdited {
        post: PostId,
        content: Content,
        /// Unix seconds.
        date: i32,
    },
    /// Each copy by its box and its id there.
    MessagesDeleted {
        copies: Vec<(Peer, MessageId)>,
        /// Unix seconds, if it was in a supergroup.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        date: Option<i32>,
    },
    /// What `user` feels about a message from now on: nothing, if `emoji` is
    /// empty.
    Reacted {
        post: PostId,
        user: UserId,
        emoji: Vec<String>,
        /// Unix seconds.
        date: i32,
    },
    /// Voice notes were listened to: each copy that shows it from now on, by its
    /// box and its id there.
    VoiceHeard {
        copies: Vec<(Peer, MessageId)>,
    },
    DraftSaved {
        account: UserId,
        peer: Peer,
        draft: Option<Draft>,
    },
    /// All that is pinned, topmost first.
    DialogsPinned {
        account: UserId,
        order: Vec<Peer>,
    },
    GroupCreated {
        peer: Peer,
        title: String,
        creator: UserId,
        /// The others.
        members: Vec<UserId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        username: Option<String>,
        /// What the group says of itself.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        about: String,
        /// Unix seconds.
        date: i32,
    },
    GroupRenamed {
        peer: Peer,
        title: String,
    },
    GroupUsernameSet {
        peer: Peer,
        username: Option<String>,
    },
    MemberAdded {
        peer: Peer,
        member: UserId,
        inviter: UserId,
        /// Unix seconds.
        date: i32,
    },
    MemberRemoved {
        peer: Peer,
        member: UserId,
    },
}

/// One message and the copies that were made of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Sent {
    pub(crate) from: UserId,
    pub(crate) to: Peer,
    /// Unix seconds.
    pub(crate) date: i32,
    #[serde(flatten)]
    pub(crate) content: Content,
    /// The client's own name for the message, unique per chat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) random_id: Option<i64>,
    /// The id in the sender's box. The service user has none, and in a
    /// supergroup nobody has a copy of his own.
    pub(crate) sender_copy: Option<MessageId>,
    /// The id in the receiver's box. Absent in Saved Messages, where the
    /// sender's copy is the only one.
    pub(crate) receiver_copy: Option<MessageId>,
    /// The ids in the boxes of a basic group's other members, or in the box of
    /// a supergroup.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) group_copies: Vec<(Peer, MessageId)>,
    /// The message that this one replies to, in the box where the sender sees
    /// the chat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reply_to: Option<MessageId>,
}

impl Sent {
    /// All copies: in whose box, and under which id.
    pub(crate) fn copies(&self) -> impl Iterator<Item = (Peer, MessageId)> {
        let sender = self.sender_copy.map(|id| (Peer::User(self.from), id));
        let receiver = self.receiver_copy.map(|id| (self.to, id));
        sender.into_iter().chain(receiver).chain(self.group_copies.iter().copied())
    }
}

/// An authorization key's 256 bytes, written in hexadecimal.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct KeyBytes(pub(crate) [u8; 256]);

impl std::fmt::Debug for KeyBytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyBytes(..)")
    }
}

impl From<KeyBytes> for String {
    fn from(key: KeyBytes) -> String {
        crate::hex::encode(&key.0)
    }
}

impl TryFrom<String> for KeyBytes {
    type Error = &'static str;

    fn try_from(text: String) -> Result<KeyBytes, Self::Error> {
        crate::hex::decode(&text)
            .and_then(|bytes| bytes.try_into().ok())
            .map(KeyBytes)
            .ok_or("an authorization key is 512 hexadecimal digits")
    }
}
