//! A draft composed anew, as the owner wants it: by a model with their wish before its eyes, or drawn once more from
//! what they have said.

use domain::{Reply, ReplyId, ReplyState};
use twin::write::Wish;
use twin::{Composition, Conversation};

use crate::ask::unanswered;
use crate::chat::CONTEXT;
use crate::learn::Knows;
use crate::memory::Remembered;
use crate::models::Writer;
use crate::{Engine, Error, TwinEvent, drafts};

/// How often it is drawn until something else comes out.
const DRAWS: usize = 24;

/// The longest wish, in characters.
pub const LONGEST_WISH: usize = 300;

/// How the owner wants a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rewording {
    /// Otherwise, in whatever way.
    Another,
    /// More warmly.
    Warmer,
    /// In fewer words.
    Shorter,
    /// As they say, in at most [`LONGEST_WISH`] characters.
    Words(String),
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reworded {
    /// The draft says something else now.
    Done,
    /// It does not wait any more, or was changed meanwhile.
    TooLate,
    /// Only a model can do that, and there is none.
    NeedsModel,
    /// Nothing else came out that may be said.
    NothingElse,
    /// There is no such draft.
    Unknown,
}

impl Engine {
    /// Composes a draft anew. It waits on, and counts as changed by its owner: it did not please as it was.
    pub async fn reword(&self, id: ReplyId, how: &Rewording) -> Result<Reworded, Error> {
        let inner = &self.inner;
        let mut tx = inner.store.read(inner.owner).await?;
        let Some(reply) = tx.reply(id).await? else { return Ok(Reworded::Unknown) };
        if reply.state != ReplyState::Waiting {
            return Ok(Reworded::TooLate);
        }
        let mut before = tx.recent_messages(reply.account, reply.chat, CONTEXT).await?;
        let burst = unanswered(&mut before);
        let conversation = Conversation {
            chat: reply.chat,
            before: &before,
            burst: &burst,
            now: inner.clock.now(),
        };
        let remembered = Remembered::of(&mut tx, reply.account, &conversation).await?;
        drop(tx);
        let knows = Knows::of(inner, reply.account).await?;
        let said = reply.texts();
        let composed = match (inner.models.writer(), how) {
            (Some(writer), _) => {
                let written =
                    self.by_model(&writer, &knows, &conversation, &remembered, &said, how).await;
                let is_any = *how == Rewording::Another;
                written.or_else(|| is_any.then(|| self.drawn_anew(&knows, &conversation, &said))?)
            }
            (None, Rewording::Another) => self.drawn_anew(&knows, &conversation, &said),
            (None, _) => return Ok(Reworded::NeedsModel),
        };
        match composed {
            Some(bubbles) if bubbles != said => self.put(&reply, &bubbles).await,
            _ => Ok(Reworded::NothingElse),
        }
    }

    /// What a model makes of the wish. What only the owner can know may stand in it: it waits for them.
    async fn by_model(
        &self,
        writer: &Writer,
        knows: &Knows,
        conversation: &Conversation<'_>,
        remembered: &Remembered,
        said: &[String],
        how: &Rewording,
    ) -> Option<Vec<String>> {
        let wish = Wish { draft: said, how: in_words(how) };
        match self.written(writer, knows, conversation, remembered, Some(&wish)).await {
            Ok(Composition::Answer { bubbles, .. } | Composition::AskOwner { bubbles, .. }) => {
                Some(bubbles)
            }
            Ok(Composition::Silence { .. }) | Err(_) => None,
        }
    }

    /// Another of the owner's answers that is as good.
    fn drawn_anew(
        &self,
        knows: &Knows,
        conversation: &Conversation<'_>,
        said: &[String],
    ) -> Option<Vec<String>> {
        (0..DRAWS).find_map(|_| {
            let seed = self.inner.entropy.next_u64();
            match knows.with(|learner| twin::compose(learner, conversation, seed)) {
                Composition::Answer { bubbles, .. } if bubbles != said => Some(bubbles),
                _ => None,
            }
        })
    }

    /// Gives the draft its new words, unless somebody has changed it meanwhile.
    async fn put(&self, old: &Reply, bubbles: &[String]) -> Result<Reworded, Error> {
        let inner = &self.inner;
        let mut tx = inner.store.begin(inner.owner).await?;
        let is_still = tx.reply(old.id).await?.is_some_and(|reply| reply.texts() == old.texts());
        let rows = drafts::bubbles(&inner.entropy, bubbles);
        if !is_still || !tx.rewrite_draft(old.id, &rows).await? {
            return Ok(Reworded::TooLate);
        }
        // It is no longer what was drawn: taking it back is to strike nothing else out.
        tx.forget_source(old.id).await?;
        tx.commit().await?;
        let event = TwinEvent::Redrafted { reply: old.id, bubbles: bubbles.to_vec() };
        self.told(old, [event]);
        Ok(Reworded::Done)
    }
}

/// The wish, as a model reads it.
fn in_words(how: &Rewording) -> &str {
    match how {
        Rewording::Another => "said in another way",
        Rewording::Warmer => "said more warmly",
        Rewording::Shorter => "said in fewer words",
        Rewording::Words(words) => words,
    }
}
