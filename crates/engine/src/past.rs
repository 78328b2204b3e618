//! What a twin did in a chat before the engine's memory of events begins, from what is stored: messages,
//! replies, rehearsals, questions. It is less than what was published then: not what came to mind, and
//! of what was withdrawn only so much of the reason as the talk itself shows.

use std::collections::HashSet;

use domain::{
    AccountId, Author, Message, OwnerWord, PeerId, Question, QuestionState, Reply, ReplyState,
    Timestamp,
};
use store::Rehearsal;
use twin::compare::Closeness;

use crate::{CancelReason, Engine, Error, TwinEvent};

/// How much is looked at of each kind.
const MESSAGES: usize = 60;
const REPLIES: usize = 30;
const REHEARSALS: usize = 30;
const QUESTIONS: usize = 30;

/// A step that was told of before the engine started, or longer ago than it remembers.
#[derive(Debug, Clone)]
pub struct PastStep {
    /// The same for the same step, whenever it is asked for.
    pub key: String,
    /// When it happened; of what has no time of its own, when what it belongs to did.
    pub at: Timestamp,
    /// What happened.
    pub event: TwinEvent,
}

impl PastStep {
    fn new(key: String, at: Timestamp, event: TwinEvent) -> Self {
        Self { key, at, event }
    }
}

impl Engine {
    /// What the twin did in a chat before the oldest of its [`Engine::recent_events`] there, oldest first,
    /// at most the newest `limit` steps.
    pub async fn past_steps(
        &self,
        account: AccountId,
        chat: PeerId,
        limit: usize,
    ) -> Result<Vec<PastStep>, Error> {
        let told = self.recent_events(account, chat);
        let begins = told.first().map(|event| event.at);
        // What was told has no second place: a message is told of after it was sent, which may be long after,
        // and a reply that was under way goes on after a restart.
        let told: HashSet<_> = told.iter().filter_map(|told| about(&told.event)).collect();
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let talk = tx.recent_messages(account, chat, MESSAGES).await?;
        let replies = tx.recent_replies(account, chat, REPLIES).await?;
        let rehearsals = tx.rehearsals(account, chat, REHEARSALS).await?;
        let mut first = Vec::with_capacity(replies.len());
        for reply in &replies {
            first.push(match reply.word {
                Some(OwnerWord::Edited | OwnerWord::Undone | OwnerWord::Rejected) => {
                    tx.first_texts(reply.id).await?
                }
                Some(OwnerWord::Approved) | None => None,
            });
        }
        let questions = tx.questions_in(account, chat, QUESTIONS).await?;
        drop(tx);
        let mut steps: Vec<PastStep> = talk.iter().map(of_message).collect();
        let with_first = replies.iter().zip(first);
        steps.extend(with_first.flat_map(|(reply, first)| of_reply(reply, first, &talk)));
        steps.extend(rehearsals.into_iter().flat_map(of_rehearsal));
        steps.extend(questions.into_iter().flat_map(of_question));
        // What happened before the talk that is shown would stand there without what it is about.
        let first = talk.first().map(|message| message.sent_at);
        steps.retain(|step| about(&step.event).is_none_or(|about| !told.contains(&about)));
        steps.retain(|step| {
            begins.is_none_or(|begins| step.at < begins) && first.is_none_or(|at| step.at >= at)
        });
        // Stable: what was told together stays in its order.
        steps.sort_by_key(|step| step.at);
        Ok(steps.split_off(steps.len().saturating_sub(limit)))
    }
}

/// What happened to what; it happens once.
fn about(event: &TwinEvent) -> Option<(&'static str, String)> {
    Some(match event {
        TwinEvent::Message { message } => ("message", message.id.to_string()),
        TwinEvent::Planned { reply, .. } | TwinEvent::Drafted { reply, .. } => {
            ("planned", reply.to_string())
        }
        TwinEvent::Judged { reply, .. } => ("judged", reply.to_string()),
        TwinEvent::Sent { reply }
        | TwinEvent::Failed { reply, .. }
        | TwinEvent::Cancelled { reply, .. } => ("ended", reply.to_string()),
        TwinEvent::Asked { question, .. } => ("asked", question.to_string()),
        TwinEvent::QuestionClosed { question, .. } => ("closed", question.to_string()),
        _ => return None,
    })
}

fn of_message(message: &Message) -> PastStep {
    let event = TwinEvent::Message { message: message.clone() };
    PastStep::new(format!("m-{}", message.id), message.sent_at, event)
}

/// What became of a reply; `first` is what the twin had written, if the owner has made something else of it.
fn of_reply(reply: &Reply, first: Option<Vec<String>>, talk: &[Message]) -> Vec<PastStep> {
    let &Reply { id, confidence, send_at, created_at, .. } = reply;
    let step = |what: &str, at, event| PastStep::new(format!("r-{id}-{what}"), at, event);
    let bubbles: Vec<String> = reply.bubbles.iter().map(|bubble| bubble.text.clone()).collect();
    let is_changed = first.as_ref().is_some_and(|first| *first != bubbles);
    let now_says = bubbles.clone();
    let bubbles = first.unwrap_or(bubbles);
    let recalled = Vec::new();
    let planned = if reply.mode.sends() {
        TwinEvent::Planned { reply: id, bubbles, confidence, recalled, send_at }
    } else {
        TwinEvent::Drafted { reply: id, bubbles, confidence, recalled }
    };
    let mut steps = vec![step("planned", created_at, planned)];
    // What was sent stands there as a message.
    if is_changed && reply.state != ReplyState::Sent {
        let changed = TwinEvent::Redrafted { reply: id, bubbles: now_says };
        steps.push(step("changed", created_at, changed));
    }
    let arrived = reply.arrived().filter_map(|bubble| bubble.message_id).max();
    let arrived = arrived.and_then(|last| talk.iter().find(|message| message.id == last));
    // Telegram counts whole seconds.
    let ended = arrived.map_or(send_at, |message| message.sent_at).max(created_at);
    let judged = reply.word.map(|word| TwinEvent::Judged { reply: id, word });
    let (before, after) = match reply.word {
        Some(OwnerWord::Undone) => (None, judged),
        _ => (judged, None),
    };
    steps.extend(before.map(|event| step("word", created_at, event)));
    let end = match reply.state {
        ReplyState::Waiting | ReplyState::Scheduled | ReplyState::Sending => None,
        ReplyState::Sent => Some((ended, TwinEvent::Sent { reply: id })),
        ReplyState::Failed => Some((ended, TwinEvent::Failed { reply: id, reason: String::new() })),
        ReplyState::Cancelled => {
            let (at, reason) = withdrawn(reply, talk);
            Some((at, TwinEvent::Cancelled { reply: id, reason }))
        }
    };
    steps.extend(end.map(|(at, event)| step("end", at, event)));
    steps.extend(after.map(|event| step("word", ended, event)));
    steps
}

/// Why a reply was withdrawn, and when, as far as what was said next shows it.
fn withdrawn(reply: &Reply, talk: &[Message]) -> (Timestamp, CancelReason) {
    if reply.word == Some(OwnerWord::Rejected) {
        return (reply.created_at, CancelReason::OwnerStopped);
    }
    let is_next = |message: &&Message| {
        message.id > reply.answers && (message.author == Author::Owner || message.is_to_owner())
    };
    match talk.iter().find(is_next) {
        Some(next) => {
            let reason = match next.author {
                Author::Other => CancelReason::NewMessage,
                Author::Owner | Author::Twin => CancelReason::OwnerWrote,
            };
            (next.sent_at.max(reply.created_at), reason)
        }
        None => (reply.created_at, CancelReason::Forgotten),
    }
}

fn of_rehearsal(rehearsal: Rehearsal) -> Vec<PastStep> {
    let Rehearsal { id, created_at, would_say, said, closeness, .. } = rehearsal;
    let (Some(said), Some(closeness)) = (said, closeness) else { return Vec::new() };
    let store::Closeness { manner, content, length } = closeness;
    let closeness = Closeness { manner, content, length };
    let event = TwinEvent::Compared { would_say, said, closeness };
    vec![PastStep::new(format!("w-{id}"), created_at, event)]
}

fn of_question(question: Question) -> Vec<PastStep> {
    let Question { id, text, asked_at, state, end, .. } = question;
    let asked = TwinEvent::Asked { question: id, text };
    let mut steps = vec![PastStep::new(format!("q-{id}-asked"), asked_at, asked)];
    if let Some(end) = end.filter(|_| state != QuestionState::Open) {
        let closed = TwinEvent::QuestionClosed { question: id, end };
        steps.push(PastStep::new(format!("q-{id}-closed"), asked_at, closed));
    }
    steps
}
