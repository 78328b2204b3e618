//! A message and what it contains.

use serde::{Deserialize, Serialize};

use crate::{MessageId, PeerId, Timestamp};

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// Somebody else.
    Other,
    /// The owner, on any of their devices.
    Owner,
    /// The twin, in the owner's name. Never learnt from.
    Twin,
}

/// What a message contains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// Plain text, formatting dropped.
    Text {
        /// The text; may hold line breaks.
        text: String,
    },
    /// A voice note.
    Voice {
        /// Its length in whole seconds, where known.
        seconds: Option<u32>,
        /// What is said in it; empty if nobody speaks. `None` if nobody has heard it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        said: Option<String>,
    },
    /// Something else to listen to: a round video, or a file of sound.
    Sound {
        /// Which of them it is.
        form: SoundForm,
        /// Its length in whole seconds, where known.
        seconds: Option<u32>,
        /// The text under it, and below that what is said in it, once it was heard; either may be empty.
        words: String,
        /// Whether somebody has heard it.
        heard: bool,
    },
    /// A sticker.
    Sticker {
        /// The emoji it stands for, where known.
        emoji: Option<String>,
    },
    /// A photo, video, document, poll, place or anything else.
    Media {
        /// Telegram's name of the kind, e.g. `photo` or `video_file`.
        media: String,
        /// The text under it; empty if there is none.
        caption: String,
    },
    /// A service message: a call, a pinned message, a joined member.
    Service {
        /// Telegram's name of the action, e.g. `phone_call`.
        action: String,
    },
}

/// What there is to listen to beside voice notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SoundForm {
    /// A round video: somebody speaks into the camera.
    VideoMessage,
    /// A file of sound: a recording, or music.
    AudioFile,
}

impl SoundForm {
    /// By Telegram's name of the kind, as its exports write it.
    pub fn named(media: &str) -> Option<Self> {
        match media {
            "video_message" => Some(Self::VideoMessage),
            "audio_file" => Some(Self::AudioFile),
            _ => None,
        }
    }

    /// Telegram's name of the kind.
    pub fn name(self) -> &'static str {
        match self {
            Self::VideoMessage => "video_message",
            Self::AudioFile => "audio_file",
        }
    }
}

/// What kind of thing a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContentKind {
    /// Plain text.
    Text,
    /// A voice note.
    Voice,
    /// A sticker.
    Sticker,
    /// A photo, video, document or anything else, also one that is listened to.
    Media,
    /// A service message.
    Service,
}

impl Content {
    /// What kind of thing it is.
    pub fn kind(&self) -> ContentKind {
        match self {
            Self::Text { .. } => ContentKind::Text,
            Self::Voice { .. } => ContentKind::Voice,
            Self::Sticker { .. } => ContentKind::Sticker,
            Self::Media { .. } | Self::Sound { .. } => ContentKind::Media,
            Self::Service { .. } => ContentKind::Service,
        }
    }

    /// The words of the message: its text, its caption, or what was heard in it. `None` where it has none.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text { text } => Some(text),
            Self::Media { caption, .. } if !caption.is_empty() => Some(caption),
            Self::Sound { words, .. } if !words.is_empty() => Some(words),
            Self::Voice { said: Some(said), .. } if !said.is_empty() => Some(said),
            _ => None,
        }
    }

    /// The same content, with what was heard in `before` where it is the same voice note.
    #[must_use]
    pub fn heard_as(self, before: &Self) -> Self {
        match (self, before) {
            (Self::Voice { seconds, said: None }, Self::Voice { seconds: same, said })
                if seconds == *same =>
            {
                Self::Voice { seconds, said: said.clone() }
            }
            (
                Self::Sound { form, seconds, words: caption, heard: false },
                Self::Sound { form: same, seconds: long, words, heard: true },
            ) if (form, seconds) == (*same, *long) && begins_with(words, &caption) => {
                Self::Sound { form, seconds, words: words.clone(), heard: true }
            }
            (content, _) => content,
        }
    }

    /// Whether it is to be listened to, and nobody has.
    pub fn is_unheard(&self) -> bool {
        matches!(self, Self::Voice { said: None, .. } | Self::Sound { heard: false, .. })
    }

    /// How long it is to be listened to, in whole seconds, where that is known; `None` also for what is
    /// not listened to.
    pub fn seconds(&self) -> Option<u32> {
        match self {
            Self::Voice { seconds, .. } | Self::Sound { seconds, .. } => *seconds,
            _ => None,
        }
    }

    /// Whether somebody speaks in it to the other side: a voice note or a round video.
    pub fn is_spoken(&self) -> bool {
        matches!(self, Self::Voice { .. } | Self::Sound { form: SoundForm::VideoMessage, .. })
    }

    /// The same content with what was said in it; what is not listened to stays as it is.
    #[must_use]
    pub fn with_said(self, said: &str) -> Self {
        match self {
            Self::Voice { seconds, .. } => Self::Voice { seconds, said: Some(said.to_owned()) },
            Self::Sound { form, seconds, words, .. } => {
                let parts = [words.as_str(), said].into_iter().filter(|part| !part.is_empty());
                let words = parts.collect::<Vec<_>>().join("\n");
                Self::Sound { form, seconds, words, heard: true }
            }
            content => content,
        }
    }
}

/// Whether words are a caption and what was heard below it.
fn begins_with(words: &str, caption: &str) -> bool {
    let rest = words.strip_prefix(caption);
    rest.is_some_and(|rest| caption.is_empty() || rest.is_empty() || rest.starts_with('\n'))
}

/// A message of one account's chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The chat it stands in.
    pub chat: PeerId,
    /// Its number in that chat.
    pub id: MessageId,
    /// Who wrote it, as seen by the owner.
    pub author: Author,
    /// The peer who wrote it; in groups it differs from `chat`.
    pub sender: PeerId,
    /// When it was written.
    pub sent_at: Timestamp,
    /// What it contains.
    pub content: Content,
    /// The message of the same chat it answers explicitly.
    pub reply_to: Option<MessageId>,
    /// Whether it was forwarded: not the author's own words.
    pub forwarded: bool,
    /// Whether a bot wrote it: in the author's name (inline or business bot), or in a group its own.
    pub via_bot: bool,
    /// Whether Telegram says that it mentions the owner: by their name, or because it replies to a
    /// message of theirs. Of no import in private chats.
    pub mentions_owner: bool,
}

impl Message {
    /// Whether it is said to the owner: in a private chat all of it is, in a group what a person says
    /// and mentions them in. The rest of a group's talk is only what was said around it.
    pub fn is_to_owner(&self) -> bool {
        self.author == Author::Other
            && (self.chat.is_user()
                || (self.mentions_owner && !self.via_bot && self.sender.is_user()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(words: &str, heard: bool) -> Content {
        let (form, words) = (SoundForm::AudioFile, words.to_owned());
        Content::Sound { form, seconds: Some(9), words, heard }
    }

    #[test]
    fn what_is_said_stands_below_what_is_written() {
        assert_eq!(file("вот", false).with_said("слово"), file("вот\nслово", true));
        assert_eq!(file("", false).with_said("слово"), file("слово", true));
        assert_eq!(file("вот", false).with_said(""), file("вот", true));
        assert!(file("вот", false).is_unheard() && !file("вот", true).is_unheard());
    }

    #[test]
    fn what_was_heard_stays_unless_what_is_written_above_it_changes() {
        let before = file("вот\nслово", true);
        assert_eq!(file("вот", false).heard_as(&before), before);
        assert_eq!(file("во", false).heard_as(&before), file("во", false));
        assert_eq!(file("", false).heard_as(&file("слово", true)), file("слово", true));
    }
}
