//! What a digital twin is: accounts, chats, messages, replies and their legal moves, and the
//! decision what to do about a message.
//!
//! This crate does no I/O. It must not know tokio, SQL, HTTP or Telegram's protocol; what it needs
//! of the world it asks for through ports ([`Messenger`], [`Connector`], [`BotConnector`], [`Login`],
//! [`SessionStore`], [`ChatModel`], [`ModelMaker`], [`Ear`], [`Mouth`], [`VoiceStudio`],
//! [`Clock`]), which the adapters
//! `telegram`, `store`, `models`, `voice` and `aitwin` implement.
//!
//! | module | what it holds |
//! |---|---|
//! | [`hearing`] | the port to whoever hears voice notes |
//! | [`id`] | identifiers: owner, account, reply, peer, message |
//! | [`time`] | [`Timestamp`] and the [`Clock`] port |
//! | [`peer`] | who a chat is with, and who must never be answered |
//! | [`message`] | a message and what it contains |
//! | [`access`] | who may do what on the server: people, their tokens, and what is written down of them |
//! | [`account`] | a Telegram account and the state it is in |
//! | [`bot`] | bots, and the port to whoever speaks for them |
//! | [`bounds`] | what an owner keeps to themselves: words, and topics |
//! | [`chat`] | a chat of an account, and the twin's mode in it |
//! | [`fact`] | what a twin remembers, and where it may be known |
//! | [`promotion`] | when a twin may be given more, and when it is taken back |
//! | [`question`] | what a twin asks its owner |
//! | [`relation`] | what a contact is to the owner |
//! | [`reply`] | a planned reply, its bubbles and its legal moves |
//! | [`mod@decide`] | from a burst of messages to a decision |
//! | [`policy`] | what an owner allows: hours, limits, pauses, and what follows from them |
//! | [`messenger`] | the port to one connected account |
//! | [`login`] | logging in as a process of steps |
//! | [`model`] | the port to a chat model |
//! | [`meter`] | what asking a model takes, counted or estimated |
//! | [`failing`] | who was asked in vain, and why, as it is counted |
//! | [`choice`] | which model the owner has chosen, and the port to whoever makes it |
//! | [`speaking`] | the port to whoever speaks voice notes |
//! | [`studio`] | the port to whoever makes voices of recordings |
//! | [`cloned`] | a voice that was made of the owner's recordings, and what they agreed to |
//! | [`measure`] | how a recording sounds, and which ones a voice is best made of |
//! | [`token_name`] | what a token is called |
//! | [`voice`] | who hears and who speaks, as the owner chose, and the port to whoever makes them |
//! | [`session`] | the port that keeps an account's session |
//! | [`webhook`] | addresses that are told of what happens, and how patient one is with them |
//!
//! To add a port: a trait in a module of its own here, its errors beside it, one adapter and one
//! fake for tests.

pub mod access;
pub mod account;
pub mod bot;
pub mod bounds;
pub mod chat;
pub mod choice;
pub mod cloned;
pub mod decide;
pub mod fact;
pub mod failing;
mod guessable;
pub mod hearing;
pub mod id;
pub mod login;
pub mod measure;
pub mod message;
pub mod messenger;
pub mod meter;
pub mod model;
pub mod peer;
pub mod policy;
pub mod promotion;
pub mod question;
pub mod relation;
pub mod reply;
pub mod session;
pub mod speaking;
pub mod studio;
pub mod time;
pub mod token_name;
pub mod voice;
pub mod webhook;

pub use access::{AuditAction, AuditEntry, Role, Scope, Scopes, User};
pub use account::{Account, AccountKind, AccountState, Profile};
pub use bot::{
    BotCommand, BotConnector, BotError, BotFound, BotHooks, Brought, BusinessConnection,
    BusinessRights, CommandWords, OnBehalf,
};
pub use bounds::{BadPhrase, Bounds};
pub use chat::{Chat, Mode};
pub use choice::{
    AddressProblem, ChoiceError, DailyBudget, KeyPlace, LONGEST_TIMEOUT_S, MOST_CANDIDATES,
    MadeModel, ModelChoice, ModelKey, ModelKeys, ModelMaker, PromptSize, Spending, TokenPrices,
    WithoutModel,
};
pub use cloned::{
    ClonedVoice, Consent, MadeOf, NoteKey, VoiceState, VoiceTrouble, is_spoken_by_owner,
};
pub use decide::{Decision, IgnoreReason, decide};
pub use fact::{Fact, FactKind, FactOrigin, FactScope, FactState};
pub use failing::{Failing, Helper};
pub use hearing::{AilingEar, Ear, EarError, EarRefusal, Heard, Note, OfMessage};
pub use id::{
    AccountId, AuditId, DeliveryId, FactId, InvitationId, MessageId, OwnerId, PeerId, QuestionId,
    RecordingId, ReplyId, SignInId, TokenId, VoiceId, WebhookId,
};
pub use login::{Login, LoginError, LoginInput, LoginStep};
pub use measure::{Flaw, NoSound, NoteMeasure, Recorded};
pub use message::{Author, Content, ContentKind, Message, SoundForm};
pub use messenger::{
    ChatAction, Connector, Event, MessageFile, Messenger, MessengerError, Outage, SentMessage,
    Traffic, VoiceNote,
};
pub use meter::{Meter, Taken, Usage};
pub use model::{Ailing, ChatModel, Completion, ModelError, Prompt, Refusal, Sampling};
pub use peer::{Peer, PeerFlags, PeerKind};
pub use policy::{Alert, Pause, Policy, Trouble};
pub use promotion::{Evidence, Grounds, Offer};
pub use question::{Question, QuestionEnd, QuestionState};
pub use relation::Relation;
pub use reply::{Bubble, CancelOutcome, OwnerWord, Reply, ReplyState};
pub use session::{
    BotFile, FilePlace, NewSession, PeerKey, SavedSession, SessionStore, SessionStoreError,
    UpdatesState,
};
pub use speaking::{AilingMouth, Mouth, MouthError, MouthRefusal, Spoken, Waveform, Words};
pub use studio::{
    NewVoice, NoNewVoice, SpeakingModel, StudioVoice, VoiceMade, VoicePlan, VoiceStudio,
};
pub use time::{Clock, Timestamp};
pub use token_name::{LONGEST_TOKEN_NAME, TokenName, TokenNameProblem};
pub use voice::{MadeVoice, VoiceChoice, VoiceMaker};
pub use webhook::{Delivery, DeliveryProblem, Webhook, WebhookOff};

/// An error of an adapter, whose type the domain must not know.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
