//! The phone of the demo: the other end of a chat, on which a newcomer writes as a contact.

use async_trait::async_trait;
use domain::{AccountId, BoxError, PeerId, Timestamp};
use tokio::sync::broadcast;

/// The phones of the contacts of one account. The binary implements it as further accounts of the
/// same Telegram, so that what is written here takes the whole way.
#[async_trait]
pub trait Phone: Send + Sync {
    /// The account whose twin answers.
    fn account(&self) -> AccountId;

    /// The contacts to choose from, at least one, in the order they are shown.
    fn contacts(&self) -> &[PhoneContact];

    /// The last 30 or so messages of a contact's chat with the owner, oldest first.
    async fn open(&self, contact: PeerId) -> Result<Vec<PhoneMessage>, PhoneError>;

    /// Writes to the owner as a contact. The message itself comes back as an event.
    async fn send(&self, contact: PeerId, text: &str) -> Result<(), PhoneError>;

    /// What happens on the phones from now on.
    fn subscribe(&self) -> broadcast::Receiver<PhoneEvent>;
}

/// Somebody whose phone can be picked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneContact {
    /// Their peer as the owner's account sees it.
    pub id: PeerId,
    /// Their name.
    pub name: String,
    /// Who they are to the owner, in one English line.
    pub about_en: String,
    /// The same in Russian.
    pub about_ru: String,
    /// Messages worth trying, in the contact's own language.
    pub suggestions: Vec<String>,
}

/// A message as the contact's phone shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneMessage {
    /// Its number, rising.
    pub id: i32,
    /// Whether the contact wrote it.
    pub mine: bool,
    /// What it says.
    pub text: String,
    /// When it was sent.
    pub sent_at: Timestamp,
}

/// Something that happened on a phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneEvent {
    /// On whose.
    pub contact: PeerId,
    /// What.
    pub change: PhoneChange,
}

/// What happened on a phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhoneChange {
    /// A message was sent or came in.
    Message(PhoneMessage),
    /// The owner's side began or stopped typing.
    Typing(bool),
    /// The owner's side read what the contact wrote.
    Read,
}

/// Why the phone did not do what it was told.
#[derive(Debug, thiserror::Error)]
pub enum PhoneError {
    /// There is no such contact.
    #[error("no such contact")]
    UnknownContact,
    /// The demo's Telegram did not answer, or refused.
    #[error("the demo's Telegram failed")]
    Telegram(#[source] BoxError),
}
