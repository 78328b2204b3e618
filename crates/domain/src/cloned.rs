//! A voice that was made of the owner's recordings: what they agreed to, what it was made of, and what
//! has become of it.

use std::time::Duration;

use crate::{
    AccountId, Author, Content, Message, MessageId, MouthError, MouthRefusal, NoNewVoice, PeerId,
    Timestamp, VoiceId,
};

/// How much a voice is made of, in all: less is not like anybody, and more makes nothing better.
pub const LEAST_SPOKEN: Duration = Duration::from_secs(60);
/// The most that a voice is made of.
pub const MOST_SPOKEN: Duration = Duration::from_secs(180);
/// The most recordings that a voice is made of.
pub const MOST_RECORDINGS: usize = 25;

/// How a voice stands. What happens outside is written down before it is begun, so that whatever ends in
/// between is taken up again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VoiceState {
    /// The provider is asked to make it, and it is not known whether it has.
    Making,
    /// It speaks.
    Made,
    /// It was made, and the provider first wants to see whose it is.
    Unverified,
    /// The owner takes their consent back: nothing is spoken in it any more, and the provider has not said
    /// yet that it is deleted there.
    Deleting,
    /// The provider made none.
    Failed,
}

/// Why a voice was not made, or is not deleted yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VoiceTrouble {
    /// The key is missing or wrong, or may not do this.
    Key,
    /// The provider wants money.
    Money,
    /// The plan makes no voices of recordings.
    Plan,
    /// The plan has no room for another voice.
    Full,
    /// The provider does not take these recordings, or the name.
    NotTaken,
    /// The provider was asked too often.
    Busy,
    /// The provider cannot be reached, or gave no answer in time.
    Unreachable,
    /// The account is not connected, so that its voice notes cannot be fetched.
    Offline,
    /// The file of a voice note is gone at Telegram.
    Gone,
    /// The server ended while the voice was being made, and the provider has none.
    Interrupted,
    /// The provider refused for another reason.
    Refused,
}

impl From<&MouthError> for VoiceTrouble {
    fn from(error: &MouthError) -> Self {
        match error {
            MouthError::RateLimited { .. } => Self::Busy,
            MouthError::Unavailable(_) | MouthError::TimedOut(_) => Self::Unreachable,
            MouthError::Malformed(_) => Self::Refused,
            MouthError::Refused { refusal, .. } => match refusal {
                MouthRefusal::Key => Self::Key,
                MouthRefusal::Money => Self::Money,
                MouthRefusal::Plan => Self::Plan,
                MouthRefusal::Request | MouthRefusal::TooLong => Self::NotTaken,
                MouthRefusal::UnknownModel
                | MouthRefusal::UnknownVoice
                | MouthRefusal::Unverified
                | MouthRefusal::NothingToSay
                | MouthRefusal::NotAllowed
                | MouthRefusal::Filtered => Self::Refused,
            },
        }
    }
}

impl From<NoNewVoice> for VoiceTrouble {
    fn from(no: NoNewVoice) -> Self {
        match no {
            NoNewVoice::Plan => Self::Plan,
            NoNewVoice::Full => Self::Full,
        }
    }
}

/// What the owner agreed to before anything was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// When.
    pub at: Timestamp,
    /// The very words.
    pub text: String,
    /// Their language, as a code of ISO 639-1.
    pub language: String,
}

/// A voice note of an account, by its message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NoteKey {
    /// The chat.
    pub chat: PeerId,
    /// The message.
    pub message: MessageId,
}

/// What a voice was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MadeOf {
    /// The account whose voice notes it was made of; `None` where all was recorded on the page.
    pub account: Option<AccountId>,
    /// How many voice notes.
    pub notes: u32,
    /// How many recordings of the page.
    pub recordings: u32,
    /// How long all of them are.
    pub spoken: Duration,
}

/// A voice that was made of the owner's recordings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClonedVoice {
    /// Its identifier here.
    pub id: VoiceId,
    /// What the owner calls it.
    pub name: String,
    /// Whose key made it: a provider, with its address where that is another than its own.
    pub place: String,
    /// What the provider asks it by; `None` while that is not known.
    pub voice: Option<String>,
    /// How it stands.
    pub state: VoiceState,
    /// Why it was not made, or is not deleted yet.
    pub problem: Option<VoiceTrouble>,
    /// Since when it stands so.
    pub since: Timestamp,
    /// What the owner agreed to.
    pub consent: Consent,
    /// What it was made of.
    pub of: MadeOf,
}

impl ClonedVoice {
    /// How the mark begins by which a voice is found again at the provider.
    const MARK: &str = "AI Twin, of the owner's own recordings: ";

    /// What is written about a voice at the provider, by which it is found again.
    pub fn mark(id: VoiceId) -> String {
        format!("{}{id}", Self::MARK)
    }

    /// Whether what is written about a voice at the provider says that one of these servers made it, of
    /// whomever's recordings: several owners may share a key.
    pub fn is_marked(about: &str) -> bool {
        about.starts_with(Self::MARK)
    }

    /// Whether it can be spoken in.
    pub fn speaks(&self) -> bool {
        self.state == VoiceState::Made && self.voice.is_some()
    }
}

/// Whether the owner has spoken a message themselves: it is a voice note of theirs, neither their twin's nor
/// passed on. Of nothing else a voice may be made.
pub fn is_spoken_by_owner(message: &Message) -> bool {
    message.author == Author::Owner
        && !message.forwarded
        && !message.via_bot
        && matches!(message.content, Content::Voice { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_owner_said_themselves_is_theirs() {
        let own = Message {
            chat: PeerId(7),
            id: MessageId(1),
            author: Author::Owner,
            sender: PeerId(1),
            sent_at: Timestamp::from_secs(1),
            content: Content::Voice { seconds: Some(4), said: None },
            reply_to: None,
            forwarded: false,
            via_bot: false,
            mentions_owner: false,
        };
        assert!(is_spoken_by_owner(&own));
        for not in [
            Message { author: Author::Other, ..own.clone() },
            Message { author: Author::Twin, ..own.clone() },
            Message { forwarded: true, ..own.clone() },
            Message { via_bot: true, ..own.clone() },
            Message { content: Content::Text { text: "voice".to_owned() }, ..own.clone() },
        ] {
            assert!(!is_spoken_by_owner(&not), "{not:?}");
        }
    }
}
