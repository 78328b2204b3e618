//! What the twin says in Saved Messages, before it is put into words. It is kept beside its line, so
//! that the words are the same however often they are made.

use domain::policy::WallTime;
use domain::{Mode, Trouble};
use serde::{Deserialize, Serialize};

use super::command::Language;

/// What a line says that does not ask a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub(super) enum Said {
    /// What became of what the owner told the twin, in their language if they have shown one.
    Answer { language: Option<Language>, answer: SavedAnswer },
    /// A reply that is not sent yet.
    Reply { language: Option<Language>, reply: ShownReply },
    /// A day.
    Day { day: DayInShort },
}

impl Said {
    pub(super) fn of(detail: Option<&str>) -> Option<Self> {
        serde_json::from_str(detail?).ok()
    }

    /// Whether this tells that nothing was done.
    pub(super) fn is_nothing_done(&self) -> bool {
        matches!(self, Self::Answer { answer, .. } if answer.is_nothing_done())
    }

    pub(super) fn detail(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }

    /// What is still needed of it once it is sent: words of others are not.
    pub(super) fn kept(self) -> Option<String> {
        match self {
            // What was not done may be put right.
            Self::Answer { language, answer } if answer.is_nothing_done() => {
                Self::Answer { language, answer: SavedAnswer::Unknown }.detail()
            }
            Self::Answer { .. } => None,
            Self::Reply { language, mut reply } => {
                reply.chat.clear();
                reply.asked.clear();
                Self::Reply { language, reply }.detail()
            }
            Self::Day { .. } => self.detail(),
        }
    }
}

/// What became of what the owner told the twin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum SavedAnswer {
    /// How things stand.
    Status(StatusInShort),
    /// It sends nothing.
    Paused {
        /// Until when, on the owner's clock; `None` is until they end it.
        until: Option<WallTime>,
    },
    /// It sends nothing in a chat.
    PausedHere {
        /// To whom.
        chat: String,
        /// Until when, on the owner's clock; `None` is until they end it.
        until: Option<WallTime>,
    },
    /// It goes on in a chat.
    ResumedHere {
        /// With whom.
        chat: String,
        /// Whether it was paused there.
        was_paused: bool,
        /// Whether it is paused everywhere, and so still there.
        all_paused: bool,
    },
    /// The pause was over before the twin heard of it.
    PauseOver,
    /// It goes on.
    Resumed {
        /// What Telegram has warned of before, which counts as seen to.
        alert: Option<Trouble>,
        /// With whom alone it stays paused.
        #[serde(default)]
        still: Vec<QuietWith>,
    },
    /// It goes on with those with whom alone it was paused.
    ResumedEach {
        /// With whom.
        chats: Vec<String>,
    },
    /// It was not paused.
    NotPaused,
    /// What it said.
    Told {
        /// To whom; `None` is to anybody.
        chat: Option<String>,
        /// The oldest first; nothing lately if there is none. It may be more than a message holds.
        sent: Vec<ToldLine>,
        /// How many were said before these that are not told.
        more: usize,
        /// Of which time, if the owner said it.
        #[serde(default)]
        span: Option<ToldSpan>,
    },
    /// These will not be sent; nothing was on its way if there is none.
    Stopped {
        /// To whom.
        chats: Vec<String>,
        /// How many are being sent already.
        late: usize,
    },
    /// A draft goes out.
    Approved {
        /// To whom.
        chat: String,
        /// Whether the twin is paused: then it goes out after that.
        paused: bool,
    },
    /// It goes out by itself, unless it is stopped.
    GoesByItself {
        /// To whom.
        chat: String,
    },
    /// No draft waits, there or at all.
    NothingWaits {
        /// Where.
        chat: Option<String>,
    },
    /// That reply has been sent, or was withdrawn.
    TooLate,
    /// There are more messages in it than a reply may have.
    TooMany,
    /// It was said so long ago that it was not done.
    TooOld,
    /// Several chats are meant.
    Which {
        /// Their names.
        chats: Vec<String>,
    },
    /// No chat has such a name.
    NoChat {
        /// As the owner said it.
        name: String,
        /// Those that are nearly called so.
        near: Vec<String>,
    },
    /// What it understands.
    Help,
    /// It does not understand that.
    Unknown,
    /// It does not understand for how long it is to pause.
    NoSpan,
    /// It does not understand of which time it is to tell.
    NoSince,
    /// What was first written was done, and an edit does not change that.
    DoneBefore,
    /// How a shown reply is answered.
    HowToSay,
}

impl SavedAnswer {
    /// Whether it tells that nothing was done because it was not clear what was meant.
    fn is_nothing_done(&self) -> bool {
        matches!(
            self,
            Self::Unknown | Self::NoSpan | Self::NoSince | Self::NoChat { .. } | Self::Which { .. }
        )
    }
}

/// A chat in which alone the twin is paused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietWith {
    /// With whom.
    pub chat: String,
    /// Until when, on the owner's clock; `None` is until they end it.
    pub until: Option<WallTime>,
}

/// The time of which the owner wants to know, on their clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldSpan {
    /// Its begin.
    pub from: WallTime,
    /// Its end.
    pub until: WallTime,
}

/// How things stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusInShort {
    /// With whom alone it is paused.
    #[serde(default)]
    pub quiet: Vec<QuietWith>,
    /// The pause that is going on.
    pub paused: Option<PauseInShort>,
    /// The mode of chats that have none of their own.
    pub mode: Mode,
    /// What waits for the owner.
    pub waiting: Waiting,
    /// How many replies will be sent unless they are stopped.
    pub due: usize,
}

/// A pause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PauseInShort {
    /// Its end on the owner's clock; `None` is when they end it.
    pub until: Option<WallTime>,
}

/// What waits for the owner in an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// How many drafts.
    pub drafts: usize,
    /// How many questions.
    pub questions: usize,
    /// What they must know.
    pub alert: Option<Trouble>,
}

/// Something that the twin said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldLine {
    /// When, on the owner's clock.
    pub at: WallTime,
    /// To whom.
    pub chat: String,
    /// What, all of it.
    pub text: String,
}

/// A reply that is not sent yet, as it is shown in Saved Messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownReply {
    /// The name of the other side.
    pub chat: String,
    /// What it answers, perhaps cut.
    pub asked: Vec<String>,
    /// Its messages.
    pub texts: Vec<String>,
    /// When it is sent unless it is stopped; `None` for a draft.
    pub goes: Option<Goes>,
    /// Whether another text of it was shown before.
    pub changed: bool,
}

/// When something is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goes {
    /// In how many seconds, from when the line was planned.
    pub in_seconds: u64,
    /// On the owner's clock.
    pub at: WallTime,
}

/// What a day brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayInShort {
    /// How many messages people wrote.
    pub came: u64,
    /// In how many chats.
    pub chats: u64,
    /// How many replies were sent, by the mode under which they were written.
    pub sent: Vec<(Mode, u64)>,
    /// What waits for the owner.
    pub waiting: Waiting,
    /// Whether the twin is paused.
    pub paused: bool,
    /// What models took since the last such line, in all accounts, in billionths of a dollar.
    pub spent: u64,
    /// What they had taken in all by then.
    pub spent_ever: u64,
}

/// The beginning of a text, on one line, with at most so many characters.
pub(super) fn cut(text: &str, most: usize) -> String {
    let line = twin::memory::in_a_line(text);
    match line.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}
