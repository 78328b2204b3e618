//! A burst that may be answered, what there is to do about it, and what came of it.

use std::time::Duration;

use domain::policy::{Aloud, Disclosed, Disclosure, DisclosureWords, Told, Why};
use domain::{Decision, Message, MessageId, Timestamp};
use twin::Recalled;

use crate::explain::{Explanation, Outcome};
use crate::questions::Asking;
use crate::sound::Sounds;
use crate::{TwinEvent, language};

/// What comes of a burst.
pub(super) enum Thought {
    /// Nothing is sent.
    Keep(TwinEvent),
    /// Nothing is sent, and the owner is asked for what only they can know.
    Ask { asking: Asking, event: TwinEvent },
    /// This is to be sent.
    Say { bubbles: Vec<String>, confidence: f32, recalled: Vec<Recalled> },
}

impl From<Thought> for Written {
    fn from(thought: Thought) -> Self {
        Self { before: None, thought, explanation: None, sounds: None }
    }
}

/// What came of a burst, and how.
pub(super) struct Written {
    /// What is to be told first.
    pub(super) before: Option<TwinEvent>,
    pub(super) thought: Thought,
    /// What a model was asked for it.
    pub(super) explanation: Option<Explanation>,
    /// The voice note that says it, if it is to be spoken.
    pub(super) sounds: Option<Sounds>,
}

impl Written {
    /// Whether it is what a model wrote, and not what was done without it.
    pub(super) fn is_models(&self) -> bool {
        let outcome = self.explanation.as_ref().map(|explanation| &explanation.outcome);
        matches!(outcome, Some(Outcome::Planned { .. } | Outcome::Watched { .. }))
    }
}

/// What there is to do about what nobody has decided about.
pub(super) enum Look {
    /// Somebody has decided.
    Nothing,
    /// It is left alone.
    Keep { newest: MessageId, event: TwinEvent },
    /// Nothing may be done yet: it is to be looked at again.
    Hold { until: Option<Timestamp>, why: Why },
    /// It is to be told that the owner is away, in these words.
    Away { occasion: Occasion, text: String },
    /// It may be answered.
    Compose(Occasion),
}

/// A burst that may be answered, and what was said before it.
pub(super) struct Occasion {
    pub(super) decision: Decision,
    pub(super) before: Vec<Message>,
    pub(super) burst: Vec<Message>,
    pub(super) newest: MessageId,
    /// How long a reply is shown before it is sent, where the owner may stop it.
    pub(super) countdown: Duration,
    /// Why it may only be a draft.
    pub(super) held: Option<Why>,
    /// Whether it is only to be told that the owner is away.
    pub(super) away: bool,
    /// How the other side is told that a twin writes.
    pub(super) disclosure: Disclosing,
    /// Whether replies are spoken here.
    pub(super) aloud: Aloud,
}

/// How the other side is told that a twin writes.
pub(super) struct Disclosing {
    pub(super) disclosure: Disclosure,
    pub(super) told: Told,
    /// Whether it was told in the chat before.
    pub(super) before: bool,
}

impl Occasion {
    /// Whether what was composed for another moment may be said now: the same was asked, and as much
    /// may be done about it.
    pub(super) fn is_still(&self, other: &Self) -> bool {
        self.burst == other.burst && self.decision == other.decision
    }

    /// The messages of a reply, with what is told in them of the twin where it sends by itself: in the
    /// owner's words, or in the house's in the language of the chat.
    pub(super) fn disclosed(
        &self,
        words: &DisclosureWords,
        texts: &[String],
        spoken: bool,
    ) -> Disclosed {
        let Disclosing { disclosure, told, before } = &self.disclosure;
        let told = if self.decision.sends() && !self.away { *told } else { Told::Never };
        let disclosure = disclosure.clone().worded(words, self.language(texts));
        disclosure.disclose(told, *before, spoken, texts)
    }

    /// The language of the chat: what is to be said counts as much as each message before it.
    fn language(&self, texts: &[String]) -> Option<&'static str> {
        let said = self.burst.iter().rev().chain(self.before.iter().rev());
        let said = said.filter_map(|message| message.content.text());
        language::of_talk(said.chain(texts.iter().map(String::as_str)))
    }

    /// Whether what was said last was spoken.
    pub(super) fn is_asked_aloud(&self) -> bool {
        let newest = self.burst.last();
        newest.is_some_and(|message| message.content.is_spoken())
    }
}
