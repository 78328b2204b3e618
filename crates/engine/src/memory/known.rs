//! What is known where a reply is composed with a model.

use domain::{AccountId, Fact, FactId, FactState, Timestamp};
use store::Tx;
use twin::Conversation;
use twin::memory::{asked_for, relevant};

/// So many facts are put before a model at most.
const MOST: usize = 16;

/// What is remembered that bears on a conversation.
#[derive(Debug, Default)]
pub struct Remembered {
    /// What may be known and said there, the most relevant first.
    pub facts: Vec<Fact>,
    /// What is known and must not be said there: private memory, and what the owner has written of
    /// other chats. Only for the guard.
    pub private: Vec<String>,
    /// What was said there long ago, in short.
    pub summary: Option<String>,
    /// Those of the facts that are asked for.
    asked_for: Vec<FactId>,
}

impl Remembered {
    /// What is remembered that bears on a conversation in one of an account's chats.
    pub async fn of(
        tx: &mut Tx,
        account: AccountId,
        conversation: &Conversation<'_>,
    ) -> Result<Self, store::Error> {
        let memory = tx.chat_memory(account, conversation.chat).await?;
        let all = tx.facts_beside(account, conversation.chat).await?;
        let facts: Vec<Fact> = relevant(&all, conversation, MOST).into_iter().cloned().collect();
        let asked_for = asked_for(&facts, conversation);
        // What a model has drawn in other chats was said there, and the guard knows the words that
        // were; what the owner has written down was perhaps never said.
        let mut private = tx.notes_elsewhere(account, conversation.chat).await?;
        let counts = |fact: &Fact| matches!(fact.state, FactState::Kept | FactState::Offered);
        let must_not_be_said = |fact: &Fact| {
            counts(fact)
                && fact.is_current(conversation.now)
                && !fact.may_be_known_in(conversation.chat, conversation.now)
        };
        let secret = all.iter().filter(|fact| must_not_be_said(fact));
        private.extend(secret.map(|fact| fact.text.clone()));
        Ok(Self {
            asked_for: asked_for.into_iter().map(|fact| fact.id).collect(),
            private,
            summary: memory.and_then(|memory| memory.summary),
            facts,
        })
    }

    /// What may be known and said there, as texts: what [`twin::write::Known`] calls supported.
    pub fn supported(&self) -> Vec<&str> {
        self.facts.iter().map(|fact| fact.text.as_str()).collect()
    }

    /// What must not be said there, as texts.
    pub fn private(&self) -> Vec<&str> {
        self.private.iter().map(String::as_str).collect()
    }

    /// Whether the same may be known and said, and the same must not.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.supported() == other.supported()
            && self.private == other.private
            && self.summary == other.summary
    }

    /// Counts that a reply was made with it: to be called in the transaction that stores the reply.
    pub async fn was_used(
        &self,
        tx: &mut Tx,
        account: AccountId,
        at: Timestamp,
    ) -> Result<(), store::Error> {
        tx.facts_used(account, &self.asked_for, at).await
    }
}
