//! Texts in the database: the names of the domain's enums, which stand in the schema's checks too
//! and change only together with a migration, and the words of others.

use std::borrow::Cow;

use domain::policy::{Aloud, Told};
use domain::{
    AccountKind, AccountState, AuditAction, Author, ContentKind, DeliveryProblem, FactKind,
    FactOrigin, FactState, Failing, Helper, Mode, OwnerWord, PeerKind, QuestionEnd, QuestionState,
    Relation, ReplyState, Role, VoiceState, VoiceTrouble, WebhookOff,
};

use crate::{ConnectionAnswer, HistoryState};

/// An enum that is stored as a short text.
pub(crate) trait StoredAsText: Sized {
    /// Its name in the database.
    fn as_text(&self) -> &'static str;

    /// The value of that name.
    fn from_text(text: &str) -> Option<Self>;
}

macro_rules! stored_as_text {
    ($type:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        impl StoredAsText for $type {
            fn as_text(&self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            fn from_text(text: &str) -> Option<Self> {
                match text {
                    $($text => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

stored_as_text!(AccountKind {
    User = "user",
    Bot = "bot",
    Connected = "connected",
});
stored_as_text!(AccountState {
    Offline = "offline",
    Active = "active",
    LoggedOut = "logged_out",
});
stored_as_text!(Aloud {
    Never = "never",
    Mirror = "mirror",
    AsOwner = "as_owner",
    Always = "always",
});
stored_as_text!(Author {
    Other = "other",
    Owner = "owner",
    Twin = "twin",
});
stored_as_text!(ConnectionAnswer {
    Asked = "asked",
    Accepted = "accepted",
    Refused = "refused",
});
stored_as_text!(ContentKind {
    Text = "text",
    Voice = "voice",
    Sticker = "sticker",
    Media = "media",
    Service = "service",
});
stored_as_text!(FactKind {
    Name = "name",
    Relation = "relation",
    Work = "work",
    Home = "home",
    Birthday = "birthday",
    Preference = "preference",
    Habit = "habit",
    Plan = "plan",
    Agreement = "agreement",
    Note = "note",
});
stored_as_text!(FactOrigin {
    Model = "model",
    Owner = "owner",
    OwnersAnswer = "owners_answer",
});
stored_as_text!(FactState {
    Offered = "offered",
    Kept = "kept",
    Replaced = "replaced",
    Erased = "erased",
});
stored_as_text!(Failing {
    Unreachable = "unreachable",
    Key = "key",
    Limit = "limit",
    Money = "money",
    Answer = "answer",
    Other = "other",
});
stored_as_text!(Helper {
    Model = "model",
    Ear = "ear",
    Mouth = "mouth",
});
stored_as_text!(HistoryState {
    Reading = "reading",
    Done = "done",
    Refused = "refused",
});
stored_as_text!(Mode {
    Off = "off",
    Watch = "watch",
    Draft = "draft",
    Countdown = "countdown",
    Auto = "auto",
});
stored_as_text!(OwnerWord {
    Approved = "approved",
    Edited = "edited",
    Rejected = "rejected",
    Undone = "undone",
});
stored_as_text!(PeerKind {
    User = "user",
    Group = "group",
    Channel = "channel",
});
stored_as_text!(Told {
    Never = "never",
    First = "first",
    Each = "each",
});
stored_as_text!(QuestionState {
    Open = "open",
    Answered = "answered",
    Dropped = "dropped",
});
stored_as_text!(QuestionEnd {
    Sent = "sent",
    WroteSince = "wrote_since",
    NotAnswering = "not_answering",
    Declined = "declined",
    OwnerWrote = "owner_wrote",
    MovedOn = "moved_on",
    AskedAnew = "asked_anew",
    MessageGone = "message_gone",
});
stored_as_text!(Relation {
    Close = "close",
    Family = "family",
    Work = "work",
    Service = "service",
});
stored_as_text!(ReplyState {
    Waiting = "waiting",
    Scheduled = "scheduled",
    Sending = "sending",
    Sent = "sent",
    Cancelled = "cancelled",
    Failed = "failed",
});

stored_as_text!(Role {
    Owner = "owner",
    Admin = "admin",
});
stored_as_text!(DeliveryProblem {
    UnknownHost = "unknown_host",
    ForbiddenAddress = "forbidden_address",
    Connection = "connection",
    Certificate = "certificate",
    TooLong = "too_long",
    ForbiddenUrl = "forbidden_url",
});
stored_as_text!(VoiceState {
    Making = "making",
    Made = "made",
    Unverified = "unverified",
    Deleting = "deleting",
    Failed = "failed",
});
stored_as_text!(VoiceTrouble {
    Key = "key",
    Money = "money",
    Plan = "plan",
    Full = "full",
    NotTaken = "not_taken",
    Busy = "busy",
    Unreachable = "unreachable",
    Offline = "offline",
    Gone = "gone",
    Interrupted = "interrupted",
    Refused = "refused",
});
stored_as_text!(WebhookOff {
    Owner = "owner",
    Gone = "gone",
    Failing = "failing",
});

impl StoredAsText for AuditAction {
    fn as_text(&self) -> &'static str {
        self.name()
    }

    fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == text)
    }
}

/// A text without NUL characters, which PostgreSQL cannot store and nobody means.
pub(crate) fn storable(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "")) } else { Cow::Borrowed(text) }
}

/// A name on one line: whoever is called so chose it, and it must neither break a line nor steer a
/// terminal nor turn what stands beside it around.
pub(crate) fn name(text: &str) -> String {
    let steers = |c: char| {
        c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    storable(text).replace(steers, " ").trim().to_owned()
}
