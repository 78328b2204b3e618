//! What a twin remembers: facts of a chat, facts that the owner has marked as general, and facts
//! about the owner.
//!
//! A fact never crosses chats by itself: what was said in one chat is known in that chat. Only the
//! owner makes a fact general, or confirms one about themselves.

use serde::{Deserialize, Serialize};

use crate::{AccountId, FactId, MessageId, PeerId, Timestamp};

/// Something that a twin remembers.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// Its identifier.
    pub id: FactId,
    /// Whose twin remembers it.
    pub account: AccountId,
    /// Where it may be known.
    pub scope: FactScope,
    /// What kind of thing it tells.
    pub kind: FactKind,
    /// What it says, on one line. Empty once it is erased.
    pub text: String,
    /// The message that it was drawn from; `None` where the owner wrote it down.
    pub source: Option<(PeerId, MessageId)>,
    /// When it was said, or written down.
    pub said_at: Timestamp,
    /// From when on it is no longer true, as a plan after its day; `None` if it lasts.
    pub until: Option<Timestamp>,
    /// How well its source bears it out, 0 to 1.
    pub confidence: f32,
    /// Where it comes from.
    pub origin: FactOrigin,
    /// Whether it counts.
    pub state: FactState,
    /// Whether it may be said. What may not be said never reaches a model: it is known only so that
    /// the guard can tell it.
    pub may_be_said: bool,
    /// For how many replies it was put before a model because it bore on them.
    pub used: u32,
    /// When that was last.
    pub last_used_at: Option<Timestamp>,
}

/// All but what it says, which belongs in no log.
impl std::fmt::Debug for Fact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fact")
            .field("id", &self.id)
            .field("scope", &self.scope)
            .field("kind", &self.kind)
            .field("text_bytes", &self.text.len())
            .field("source", &self.source)
            .field("until", &self.until)
            .field("origin", &self.origin)
            .field("state", &self.state)
            .field("may_be_said", &self.may_be_said)
            .finish_non_exhaustive()
    }
}

impl Fact {
    /// Whether it counts and is true at a moment.
    pub fn holds_at(&self, now: Timestamp) -> bool {
        self.state == FactState::Kept && self.is_current(now)
    }

    /// Whether its time is not over.
    pub fn is_current(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until)
    }

    /// Whether it may be put before a model that answers in a chat, and said there.
    ///
    /// What the owner has told somebody about themselves is known to them, whether the owner has
    /// confirmed it for all chats or not.
    pub fn may_be_known_in(&self, chat: PeerId, now: Timestamp) -> bool {
        let told_here = self.source.is_some_and(|(source, _)| source == chat);
        self.may_be_said
            && self.is_current(now)
            && match (self.scope, self.state) {
                (FactScope::Chat(of), FactState::Kept) => of == chat,
                (FactScope::General | FactScope::AboutOwner, FactState::Kept) => true,
                (FactScope::AboutOwner, FactState::Offered) => told_here,
                _ => false,
            }
    }
}

/// Where a fact may be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactScope {
    /// In this chat only.
    Chat(PeerId),
    /// In every chat: the owner has marked it so.
    General,
    /// In every chat, and it is about the owner.
    AboutOwner,
}

/// What kind of thing a fact tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// What somebody is called, or wants to be called.
    Name,
    /// Who somebody is to somebody: relatives, friends, pets.
    Relation,
    /// What somebody does for a living or studies.
    Work,
    /// Where somebody lives.
    Home,
    /// A day that comes every year.
    Birthday,
    /// What somebody likes, cannot stand, must not have.
    Preference,
    /// What somebody does again and again.
    Habit,
    /// What somebody is going to do, with its time.
    Plan,
    /// What both sides have agreed on.
    Agreement,
    /// Whatever the owner has written down.
    Note,
}

impl FactKind {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Name,
        Self::Relation,
        Self::Work,
        Self::Home,
        Self::Birthday,
        Self::Preference,
        Self::Habit,
        Self::Plan,
        Self::Agreement,
        Self::Note,
    ];
}

/// Where a fact comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactOrigin {
    /// A model has drawn it from a message. It goes when the message goes.
    Model,
    /// The owner wrote it, or put it right.
    Owner,
    /// The owner's answer to a question of the twin.
    OwnersAnswer,
}

/// Whether a fact counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactState {
    /// Waits for the owner to confirm it.
    Offered,
    /// Counts.
    Kept,
    /// A newer fact says otherwise; kept to look at.
    Replaced,
    /// Erased: nothing is left but the message that it was drawn from, from which nothing is drawn
    /// again.
    Erased,
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANNA: PeerId = PeerId(7);
    const BORIS: PeerId = PeerId(8);
    const NOW: Timestamp = Timestamp::from_secs(1_000);

    fn fact(scope: FactScope, state: FactState) -> Fact {
        Fact {
            id: FactId::new(NOW, 1),
            account: AccountId::new(NOW, 1),
            scope,
            kind: FactKind::Note,
            text: "SECRET".to_owned(),
            source: Some((ANNA, MessageId(1))),
            said_at: NOW,
            until: None,
            confidence: 1.0,
            origin: FactOrigin::Model,
            state,
            may_be_said: true,
            used: 0,
            last_used_at: None,
        }
    }

    #[test]
    fn a_chats_fact_is_known_in_that_chat_only() {
        let here = fact(FactScope::Chat(ANNA), FactState::Kept);
        assert!(here.may_be_known_in(ANNA, NOW) && !here.may_be_known_in(BORIS, NOW));
        for scope in [FactScope::General, FactScope::AboutOwner] {
            assert!(fact(scope, FactState::Kept).may_be_known_in(BORIS, NOW));
        }
    }

    #[test]
    fn what_is_offered_about_the_owner_is_known_where_the_owner_said_it() {
        let offered = fact(FactScope::AboutOwner, FactState::Offered);
        assert!(offered.may_be_known_in(ANNA, NOW) && !offered.may_be_known_in(BORIS, NOW));
        assert!(!fact(FactScope::Chat(ANNA), FactState::Offered).may_be_known_in(ANNA, NOW));
        assert!(!fact(FactScope::General, FactState::Offered).may_be_known_in(ANNA, NOW));
    }

    #[test]
    fn what_is_over_private_or_done_with_is_not_known() {
        let kept = fact(FactScope::Chat(ANNA), FactState::Kept);
        assert!(!Fact { until: Some(NOW), ..kept.clone() }.may_be_known_in(ANNA, NOW));
        assert!(!Fact { may_be_said: false, ..kept }.may_be_known_in(ANNA, NOW));
        for state in [FactState::Replaced, FactState::Erased] {
            assert!(!fact(FactScope::Chat(ANNA), state).may_be_known_in(ANNA, NOW));
            assert!(!fact(FactScope::General, state).may_be_known_in(ANNA, NOW));
        }
    }

    #[test]
    fn what_is_remembered_stays_out_of_logs() {
        let shown = format!("{:?}", fact(FactScope::General, FactState::Kept));
        assert!(!shown.contains("SECRET"), "{shown}");
    }
}
