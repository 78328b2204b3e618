//! Shapes that several families share.

use domain::{AccountId, Chat, Content, Message, Mode, Peer};
use engine::AccountView;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// Milliseconds since 1970, UTC.
pub(crate) type Millis = i64;

/// The name of a value that the domain writes as a word.
pub(crate) fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        other => unreachable!("{other:?} is no word"),
    }
}

/// How much the twin may do.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ModeName {
    /// Nothing.
    Off,
    /// Compose in secret and compare.
    Watch,
    /// Write drafts, which wait for the owner's word.
    Draft,
    /// Send unless it is stopped in time.
    Countdown,
    /// Answer by itself.
    Auto,
}

impl From<Mode> for ModeName {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Off => Self::Off,
            Mode::Watch => Self::Watch,
            Mode::Draft => Self::Draft,
            Mode::Countdown => Self::Countdown,
            Mode::Auto => Self::Auto,
        }
    }
}

impl From<ModeName> for Mode {
    fn from(name: ModeName) -> Self {
        match name {
            ModeName::Off => Self::Off,
            ModeName::Watch => Self::Watch,
            ModeName::Draft => Self::Draft,
            ModeName::Countdown => Self::Countdown,
            ModeName::Auto => Self::Auto,
        }
    }
}

/// A Telegram account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Account)]
pub(crate) struct AccountShape {
    /// Its identifier here.
    #[schema(value_type = String, example = "01ARZ3NDEKTSV4RRFFQ69G5FAV")]
    id: AccountId,
    /// Whose it is at Telegram: `user`, `bot`, or `connected`, a person's that is heard by a connected bot only.
    #[schema(example = "user")]
    kind: String,
    /// Its number at Telegram.
    user_id: i64,
    /// First and last name.
    name: String,
    /// Public name without `@`.
    username: Option<String>,
    /// Phone number with its leading `+`.
    phone: Option<String>,
    /// `offline` (known from an import only), `active` or `logged_out`.
    #[schema(example = "active")]
    state: String,
    /// `online`, `connecting`, `unreachable`, `told_to_wait`, `conflict`, `webhook`, `not_allowed`, `store_fails`,
    /// `stuck`, `offline` or `logged_out`.
    #[schema(example = "online")]
    connection: String,
    /// The mode of chats that have none of their own.
    mode: ModeName,
    /// How many of the owner's own answers its twin has learnt.
    exemplars: usize,
    /// The pause that is going on.
    pause: Option<PauseShape>,
}

/// A pause: nothing is sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Pause)]
pub(crate) struct PauseShape {
    /// When it began.
    since: Millis,
    /// When it ends by itself; null lasts until it is ended.
    until: Option<Millis>,
}

impl From<domain::Pause> for PauseShape {
    fn from(pause: domain::Pause) -> Self {
        Self {
            since: pause.since.as_millis(),
            until: pause.until.map(domain::Timestamp::as_millis),
        }
    }
}

impl From<AccountView> for AccountShape {
    fn from(view: AccountView) -> Self {
        let AccountView { account, connection, exemplars, pause, .. } = view;
        let name = account.profile.full_name();
        Self {
            id: account.id,
            kind: word(&account.kind),
            user_id: account.profile.user_id.0,
            name,
            username: account.profile.username,
            phone: account.profile.phone,
            state: word(&account.state),
            connection: word(&connection),
            mode: account.default_mode.into(),
            exemplars,
            pause: pause.map(Into::into),
        }
    }
}

/// Whom a chat is with.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Peer)]
pub(crate) struct PeerShape {
    /// Telegram's number: people positive, groups and channels negative.
    id: i64,
    /// `user`, `group` or `channel`.
    #[schema(example = "user")]
    kind: String,
    /// The name that people see.
    title: String,
    /// The public name without `@`.
    username: Option<String>,
    /// Whether it is a bot.
    bot: bool,
    /// Whether it is the account itself: Saved Messages.
    is_self: bool,
    /// Whether the owner has them among their contacts.
    contact: bool,
}

impl From<Peer> for PeerShape {
    fn from(peer: Peer) -> Self {
        Self {
            id: peer.id.0,
            kind: word(&peer.kind),
            title: peer.title,
            username: peer.username,
            bot: peer.flags.bot,
            is_self: peer.flags.is_self,
            contact: peer.flags.contact,
        }
    }
}

/// A message.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Message)]
pub(crate) struct MessageShape {
    /// Its number in the chat.
    pub(crate) id: i32,
    /// The chat.
    pub(crate) chat: i64,
    /// `other`, `owner` or `twin` (in the owner's name).
    #[schema(example = "other")]
    pub(crate) author: String,
    /// The number of who wrote it.
    pub(crate) sender: i64,
    /// When it was written.
    sent_at: Millis,
    /// `text`, `voice`, `sticker`, `media` or `service`.
    #[schema(example = "text")]
    pub(crate) kind: &'static str,
    /// Its words: the text, what stands under a picture, or what was heard in a voice note, a round video
    /// or a file of sound.
    pub(crate) text: Option<String>,
    /// Of a sticker its emoji, of media and service messages Telegram's name of the kind.
    detail: Option<String>,
    /// The length of a voice note, a round video or a file of sound.
    seconds: Option<u32>,
    /// The message that it answers explicitly.
    reply_to: Option<i32>,
    /// Whether it was forwarded.
    forwarded: bool,
}

impl From<Message> for MessageShape {
    fn from(message: Message) -> Self {
        let text = message.content.text().map(str::to_owned);
        let (kind, detail, seconds) = match message.content {
            Content::Text { .. } => ("text", None, None),
            Content::Voice { seconds, .. } => ("voice", None, seconds),
            Content::Sticker { emoji } => ("sticker", emoji, None),
            Content::Media { media, .. } => ("media", Some(media), None),
            Content::Sound { form, seconds, .. } => {
                ("media", Some(form.name().to_owned()), seconds)
            }
            Content::Service { action } => ("service", Some(action), None),
        };
        Self {
            id: message.id.0,
            chat: message.chat.0,
            author: word(&message.author),
            sender: message.sender.0,
            sent_at: message.sent_at.as_millis(),
            kind,
            text,
            detail,
            seconds,
            reply_to: message.reply_to.map(|id| id.0),
            forwarded: message.forwarded,
        }
    }
}

/// A chat in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Chat)]
pub(crate) struct ChatShape {
    /// Whom it is with.
    peer: PeerShape,
    /// Its own mode; null takes the account's.
    mode: Option<ModeName>,
    /// Its newest message.
    last_message: Option<MessageShape>,
}

impl From<Chat> for ChatShape {
    fn from(chat: Chat) -> Self {
        Self {
            peer: chat.peer.into(),
            mode: chat.mode.map(Into::into),
            last_message: chat.last_message.map(Into::into),
        }
    }
}

/// Done; there is nothing more to say.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Done)]
pub(crate) struct Done {
    /// Always true.
    pub(crate) done: bool,
}

/// Done.
pub(crate) const DONE: axum::Json<Done> = axum::Json(Done { done: true });
