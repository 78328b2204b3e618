//! The port to one connected account.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use crate::{
    BotCommand, BoxError, BusinessConnection, Chat, Login, Message, MessageId, OnBehalf, Peer,
    PeerId, Profile, SessionStore, Timestamp, Waveform,
};

/// Something that happened in an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A message, incoming or the owner's own from another device.
    Message {
        /// The message. An owner's message has [`Author::Owner`](crate::Author::Owner): the
        /// adapter cannot know which were the twin's.
        message: Message,
        /// The chat's other side, as far as this event tells.
        peer: Peer,
    },
    /// Somebody tells a bot something by a command.
    Command {
        /// The message that it is.
        message: Message,
        /// The chat's other side.
        peer: Peer,
        /// What.
        command: BotCommand,
        /// The language of their app, where it says so, e.g. `ru` or `pt-br`.
        language: Option<String>,
    },
    /// A person has connected this bot to their account, or changed that, or ended it.
    Business(BusinessConnection),
    /// Something happened in the account of a person who has connected this bot.
    OnBehalf {
        /// Over which connection it is told.
        connection: String,
        /// What; nothing of the line.
        event: Box<Event>,
    },
    /// A message's text changed; it carries the new one.
    Edited(Message),
    /// Messages were deleted. The chat is known only for channels and supergroups.
    Deleted {
        /// The channel or supergroup; `None` means private chats and basic groups.
        chat: Option<PeerId>,
        /// Which messages.
        ids: Vec<MessageId>,
    },
    /// The other side read what the owner wrote.
    Read {
        /// The chat.
        chat: PeerId,
        /// The newest message read.
        up_to: MessageId,
    },
    /// The owner read a chat on another device.
    ReadByOwner {
        /// The chat.
        chat: PeerId,
        /// The newest message read.
        up_to: MessageId,
    },
    /// The other side began or stopped typing, recording and the like. Not kept by the server: never
    /// repeated.
    Action {
        /// The chat it was seen in.
        chat: PeerId,
        /// What they are doing.
        action: ChatAction,
    },
    /// The owner has come online on another device, or gone. What this session does itself is not
    /// told. Not kept by the server: never repeated.
    OwnerOnline {
        /// Until when they count as online unless more is said; `None` if they have gone.
        until: Option<Timestamp>,
    },
    /// The owner has written or cleared a draft in their own app; what this session saves itself is
    /// not told.
    Draft {
        /// The chat.
        chat: PeerId,
        /// What it says; empty if it was cleared or sent.
        text: String,
    },
    /// Connected, and everything that happened before has been handed out: what is known of the
    /// account is up to date.
    CaughtUp,
    /// The connection is lost, or it is lost for another reason now; the next [`Event::CaughtUp`] ends
    /// that.
    Disconnected(Outage),
    /// The server no longer has what happened since the last event: read the chats' history.
    Gap,
}

/// Why a line is lost that is being made anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outage {
    /// Nobody answers.
    NoAnswer,
    /// The server was asked too often.
    ToldToWait {
        /// Until when it is not asked.
        until: Timestamp,
    },
    /// Another program fetches what comes for this bot.
    Conflict,
    /// What comes for this bot is brought to another program's address.
    Webhook,
    /// The person whose account it is has not connected the bot, or does not let it write.
    NotAllowed,
}

/// What went over a line since it was connected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traffic {
    /// How many requests were made.
    pub requests: u64,
    /// How many of them failed.
    pub errors: u64,
    /// How long an answer took lately; nothing that was waited for on purpose is counted.
    pub latency: Option<Duration>,
}

/// What one side of a chat sees the other doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChatAction {
    /// Typing; lasts about 6 s and is to be repeated.
    Typing,
    /// Recording a voice note; lasts as long.
    Recording,
    /// Nothing any more.
    Cancel,
}

/// A voice note as it goes to Telegram.
#[derive(Clone, PartialEq, Eq)]
pub struct VoiceNote {
    /// OGG with one Opus stream, mono, at 48 kHz.
    pub ogg: Vec<u8>,
    /// Its length in whole seconds.
    pub seconds: u32,
    /// How loud it is.
    pub waveform: Waveform,
}

/// How long it is, since what it says belongs in no log.
impl std::fmt::Debug for VoiceNote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VoiceNote")
            .field("bytes", &self.ogg.len())
            .field("seconds", &self.seconds)
            .finish_non_exhaustive()
    }
}

/// The file of a message.
#[derive(Clone, PartialEq, Eq)]
pub struct MessageFile {
    /// All of it.
    pub bytes: Vec<u8>,
    /// What Telegram says it is, e.g. `audio/ogg`.
    pub mime: String,
}

/// How long it is, since what it says belongs in no log.
impl std::fmt::Debug for MessageFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MessageFile")
            .field("bytes", &self.bytes.len())
            .field("mime", &self.mime)
            .finish()
    }
}

/// A message that Telegram has accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentMessage {
    /// Its number.
    pub id: MessageId,
    /// When Telegram says it was sent.
    pub sent_at: Timestamp,
}

/// One connected account. Dropping it, or [`Messenger::disconnect`], closes its socket; the next
/// connection of the same account may be opened only after that.
#[async_trait]
pub trait Messenger: Send + Sync {
    /// The next event, in order. Asking for an event acknowledges the one before it: an event that
    /// was not acknowledged comes again after a restart, so handle it fully before asking.
    ///
    /// Reconnects by itself; returns an error only when the session is over or the adapter gave up.
    /// Giving up waiting loses nothing.
    async fn next_event(&self) -> Result<Event, MessengerError>;

    /// Whether the server knows a message again by its random id, so that one whose answer was lost may
    /// be sent again. Where it does not, such a message may have arrived: [`MessengerError::Lost`] says
    /// so, and nobody sends it again. In some chats of an account a bot may speak, and in others not.
    fn knows_again(&self, _chat: PeerId) -> bool {
        true
    }

    /// What has this random id has perhaps been tried before by who is known again, and by nobody else:
    /// whoever may speak by now, only they try it again.
    fn was_perhaps_tried(&self, _random_id: i64) {}

    /// Whether what has this random id, and was answered with [`MessengerError::Unreachable`], may have
    /// arrived all the same.
    fn may_be_there(&self, _random_id: i64) -> bool {
        true
    }

    /// Who the account is, where the server told when it was connected: it may be called otherwise by now.
    fn profile(&self) -> Option<Profile> {
        None
    }

    /// What went over the line, where that is counted.
    fn traffic(&self) -> Option<Traffic> {
        None
    }

    /// Where this is a bot: what it does in the names of people who have connected it.
    fn on_behalf(&self) -> Option<&dyn OnBehalf> {
        None
    }

    /// The account's chats, newest first, at most `limit`.
    async fn dialogs(&self, limit: usize) -> Result<Vec<Chat>, MessengerError>;

    /// Who has a public name, which is given without its `@`; `None` if nobody has. An adapter that
    /// knows no names finds nobody.
    async fn named(&self, _username: &str) -> Result<Option<Peer>, MessengerError> {
        Ok(None)
    }

    /// What somebody is called, as far as the server has told since the account was connected. An
    /// adapter that keeps no names knows nobody's.
    fn name_of(&self, _person: PeerId) -> Option<String> {
        None
    }

    /// At most `limit` messages of a chat, newest first, older than `before`.
    async fn history(
        &self,
        chat: PeerId,
        before: Option<MessageId>,
        limit: usize,
    ) -> Result<Vec<Message>, MessengerError>;

    /// Marks the chat as read up to a message.
    async fn mark_read(&self, chat: PeerId, up_to: MessageId) -> Result<(), MessengerError>;

    /// Shows the other side what the owner is doing.
    async fn set_action(&self, chat: PeerId, action: ChatAction) -> Result<(), MessengerError>;

    /// Sends a text, which quotes the message `reply_to` of the same chat. The same `random_id` in the
    /// same chat sends nothing twice and returns the earlier message, however late the retry; unless the
    /// server does not know it again ([`Messenger::knows_again`]).
    async fn send_text(
        &self,
        chat: PeerId,
        text: &str,
        random_id: i64,
        reply_to: Option<MessageId>,
    ) -> Result<SentMessage, MessengerError>;

    /// Sends a voice note as [`Messenger::send_text`] sends a text, under the same promise. Its bytes
    /// are uploaded anew by every try.
    async fn send_voice(
        &self,
        chat: PeerId,
        note: &VoiceNote,
        random_id: i64,
        reply_to: Option<MessageId>,
    ) -> Result<SentMessage, MessengerError>;

    /// The file of a message, a voice note for instance; `None` if the message is gone or has none.
    /// One of more than `most` bytes is [`MessengerError::Refused`] as `FILE_TOO_BIG`, unread.
    async fn file(
        &self,
        chat: PeerId,
        message: MessageId,
        most: usize,
    ) -> Result<Option<MessageFile>, MessengerError>;

    /// What is said in a voice note or a round video, as the messenger's own speech recognition hears it,
    /// on one line; waited for while it works. What it does not hear is [`MessengerError::Refused`]:
    /// `PREMIUM_ACCOUNT_REQUIRED`, `MSG_VOICE_TOO_LONG`, `MSG_VOICE_MISSING`, `TRANSCRIPTION_FAILED`. An
    /// adapter that has no such thing refuses all.
    async fn transcribe(
        &self,
        _chat: PeerId,
        _message: MessageId,
    ) -> Result<String, MessengerError> {
        Err(MessengerError::Refused { reason: "MSG_VOICE_MISSING".into() })
    }

    /// Ends the session at the server: its keys are of no more use. The connection is to be closed
    /// after this.
    async fn log_out(&self) -> Result<(), MessengerError>;

    /// Saves a draft where the owner's apps show it; an empty text clears it.
    async fn save_draft(&self, chat: PeerId, text: &str) -> Result<(), MessengerError>;

    /// What the owner's apps show as begun in a chat; empty if nothing is.
    async fn draft(&self, chat: PeerId) -> Result<String, MessengerError>;

    /// Deletes messages of a chat for both sides. What is gone already is passed over.
    async fn delete_messages(&self, chat: PeerId, ids: &[MessageId]) -> Result<(), MessengerError>;

    /// Closes the connection; returns once the socket is closed.
    async fn disconnect(&self);
}

/// Makes connections to the messenger: new logins and accounts that already have a session.
#[async_trait]
pub trait Connector: Send + Sync {
    /// Starts a login on a connection of its own.
    async fn begin_login(&self) -> Result<Box<dyn Login>, MessengerError>;

    /// Connects an account with its stored session.
    async fn connect(
        &self,
        session: Arc<dyn SessionStore>,
    ) -> Result<Arc<dyn Messenger>, MessengerError>;
}

/// Why a request of a connected account failed.
#[derive(Debug, thiserror::Error)]
pub enum MessengerError {
    /// The session is over (revoked, unknown key, deactivated user): log in again.
    #[error("the session has ended: {reason}")]
    LoggedOut {
        /// Telegram's name of it, e.g. `AUTH_KEY_UNREGISTERED`.
        reason: String,
    },
    /// Too many requests: try again after this time.
    #[error("told to wait {0:?}")]
    FloodWait(Duration),
    /// The account is limited as a sender of spam (`PEER_FLOOD`) or frozen: stop, tell the owner.
    #[error("the account is restricted: {reason}")]
    Restricted {
        /// Telegram's name of it.
        reason: String,
    },
    /// The request was refused and would be refused again.
    #[error("refused: {reason}")]
    Refused {
        /// Telegram's name of it, e.g. `USER_IS_BLOCKED`.
        reason: String,
    },
    /// No answer: the connection is down or the server is failing. The request may have been
    /// carried out.
    #[error("no answer from the server")]
    Unreachable(#[source] BoxError),
    /// No answer to a message, of a server that does not know it again: it may have arrived, and is not
    /// to be sent again.
    #[error("no answer to a message, which may have arrived")]
    Lost(#[source] BoxError),
    /// The stored session could not be read or written.
    #[error("the session store failed")]
    Session(#[source] BoxError),
}

impl MessengerError {
    /// Whether the same request may succeed later, unchanged.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::FloodWait(_) | Self::Unreachable(_))
    }
}
