//! Watch mode: what the twin would have said is kept beside what the owner then said. It is never
//! learnt from: it stands in a table of its own.

use domain::{Author, Content, Message, PeerId};
use store::Rehearsal;
use twin::compare::Closeness;

use crate::account::Shared;
use crate::chat::CONTEXT;
use crate::{Error, TwinEvent};

/// Compares what the twin would have said in a chat with what the owner has said there by now, unless
/// anybody else has spoken in between.
pub(crate) async fn compare(shared: &Shared, chat: PeerId) -> Result<(), Error> {
    let mut tx = shared.inner.store.read(shared.inner.owner).await?;
    let Some(rehearsal) = tx.open_rehearsal(shared.account, chat).await? else { return Ok(()) };
    let messages = tx.recent_messages(shared.account, chat, CONTEXT).await?;
    drop(tx);
    let Some((question, said)) = exchange(&rehearsal, &messages) else { return Ok(()) };
    let closeness = {
        let learner = shared.learner();
        // It may take a moment to make: no transaction waits for it.
        Closeness::between(&rehearsal.would_say, &said, &question, learner.likeness())
    };
    let Closeness { manner, content, length } = closeness;
    let stored = store::Closeness { manner, content, length };
    let mut tx = shared.begin().await?;
    if tx.compare_rehearsal(rehearsal.id, &said, stored).await? {
        tx.commit().await?;
        let would_say = rehearsal.would_say;
        shared.publish(chat, TwinEvent::Compared { would_say, said, closeness });
    }
    Ok(())
}

/// What was asked, and what the owner has said to it; `None` if they have said nothing in words, or
/// somebody else has spoken since.
fn exchange(rehearsal: &Rehearsal, messages: &[Message]) -> Option<(String, String)> {
    let asked = messages.iter().position(|message| message.id == rehearsal.answers)?;
    let (before, after) = messages.split_at(asked + 1);
    if after.iter().any(|message| message.author != Author::Owner) {
        return None;
    }
    let words = |message: &Message| match &message.content {
        Content::Text { text } if !message.forwarded => Some(text.clone()),
        _ => None,
    };
    let said: Vec<String> = after.iter().filter_map(words).collect();
    let question = before.iter().rev().take_while(|message| message.author == Author::Other);
    let question = question.filter(|message| message.is_to_owner());
    let mut question: Vec<String> = question.filter_map(words).collect();
    question.reverse();
    (!said.is_empty()).then(|| (question.join("\n"), said.join("\n")))
}
