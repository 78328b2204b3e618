//! The question that a model is asked.

use domain::{Author, Prompt, PromptSize, Sampling};
use style::{Address, Hit, Learner, Query};

use super::aim::Aim;
use super::log::{self, OTHER, OWNER};
use super::manner::Manner;
use super::size;
use crate::burst::{Burst, text};
use crate::compose::{Conversation, Recalled, SilenceReason};
use crate::shareable;

/// Tokens for a character, generously, and for what stands around.
const TOKENS_PER_CHAR: f32 = 0.45;
const SPARE_TOKENS: u32 = 16;
const MOST_TOKENS: u32 = 400;
/// How much longer than aimed at a reply may become.
const LONGER: f32 = 1.25;
/// So many characters of a draft and of a wish are read.
const WISH: usize = 600;
/// Drawn as the model has learnt: variety is what ranking needs.
const TEMPERATURE: f32 = 1.0;

/// What is known beside the talk.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// What is true and may be said here: the memory of this chat, and what the owner has marked as
    /// general. The model reads it.
    pub supported: &'a [&'a str],
    /// What must not be said here: private memory, and that of other chats. The model does not read
    /// it; the guard knows its words.
    pub private: &'a [&'a str],
    /// What was said in this chat long ago, in short. The model reads it.
    pub summary: Option<&'a str>,
}

/// How the owner wants it said that a model has written.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// What it would say so far, its messages.
    pub draft: &'a [String],
    /// How it is to be said, in the owner's words.
    pub how: &'a str,
}

/// What a model is asked, and what its answers are measured by.
#[derive(Debug, Clone)]
pub struct Request {
    /// The question.
    pub prompt: Prompt,
    /// How many answers are wanted, and how they are drawn.
    pub sampling: Sampling,
    /// Which exemplars went in beside the backbone, the most similar first.
    pub shown: Vec<Recalled>,
    /// What is known that went in: what was said long ago, then the facts.
    pub known: Vec<String>,
    pub(super) aim: Aim,
}

impl Request {
    /// Draws up the question for a conversation in the chat of the manner, or says why there is none
    /// to ask: nothing that can be read was said, or nothing was learnt. The same seed draws up the
    /// same.
    pub fn new(
        learner: &Learner,
        manner: &Manner,
        conversation: &Conversation<'_>,
        known: &Known<'_>,
        candidates: usize,
        seed: u64,
    ) -> Result<Self, SilenceReason> {
        let burst = Burst::of(conversation.before, conversation.burst)
            .ok_or(SilenceReason::NothingToAnswer)?;
        if burst.texts.is_empty() || burst.unreadable {
            return Err(SilenceReason::NoText);
        }
        let nothing = SilenceReason::NothingSimilar { best: 0.0 };
        let aim = manner.shapes.draw(seed).ok_or(nothing)?;
        let size = manner.size;
        let similar = similar(learner, conversation, &burst, size::similar(size));
        let mut transcript = String::new();
        // The most similar last: it is read most attentively.
        for hit in similar.iter().rev() {
            log::example(&mut transcript, hit.exemplar, size::chars(size));
        }
        notes(&mut transcript, known, address(learner, conversation));
        talk(&mut transcript, conversation, size);
        transcript.push_str(OWNER);
        let tokens = (aim.chars() as f32 * LONGER * TOKENS_PER_CHAR) as u32 + SPARE_TOKENS;
        Ok(Self {
            prompt: Prompt {
                rules: manner.rules.clone(),
                backbone: manner.backbone.clone(),
                transcript,
                stop: log::stops(),
            },
            sampling: Sampling {
                candidates: candidates.max(1),
                temperature: TEMPERATURE,
                max_tokens: tokens.min(MOST_TOKENS),
                seed,
            },
            shown: similar.iter().map(shown).collect(),
            known: read(known).map(|fact| (*fact).to_owned()).collect(),
            aim: aim.clone(),
        })
    }
}

impl Request {
    /// The same question with the owner's wish before the model's eyes: as notes that nobody in the talk has
    /// written, just before the owner writes.
    #[must_use]
    pub fn wished(mut self, wish: &Wish<'_>) -> Self {
        let talk = &mut self.prompt.transcript;
        talk.truncate(talk.len() - OWNER.len());
        log::add(talk, "#", &format!("B was about to write: {}", wish.draft.join(" / ")), WISH);
        log::add(talk, "#", &format!("B wants it: {}", wish.how), WISH);
        talk.push_str(OWNER);
        self
    }
}

/// The exemplars that are most like what is asked and may be shown in this chat, best first.
fn similar<'a>(
    learner: &'a Learner,
    conversation: &Conversation<'_>,
    burst: &Burst,
    count: usize,
) -> Vec<Hit<'a>> {
    let texts: Vec<&str> = burst.texts.iter().map(String::as_str).collect();
    let context: Vec<&str> = burst.context.iter().map(String::as_str).collect();
    let query = Query {
        chat: conversation.chat,
        asker: conversation.asker(),
        texts: &texts,
        context: &context,
        now: conversation.now,
    };
    // Some may not be shown.
    let mut hits = learner.recall().search(&query, 2 * count);
    hits.retain(|hit| shareable(hit.exemplar, conversation.chat, learner));
    hits.truncate(count);
    hits
}

/// How the owner addresses the member of a group who asks; of a private chat the log shows it.
fn address(learner: &Learner, conversation: &Conversation<'_>) -> Option<&'static str> {
    if conversation.chat.is_user() {
        return None;
    }
    Some(match learner.address(conversation.chat, conversation.asker())? {
        Address::Friendly => "B answers somebody whom B addresses as a friend (\"ты\")",
        Address::Polite => "B answers somebody whom B addresses politely (\"вы\")",
    })
}

/// What of all that is known the model reads.
fn read<'k, 'a>(known: &'k Known<'a>) -> impl Iterator<Item = &'k &'a str> {
    known.summary.iter().chain(known.supported)
}

/// Adds what is known, as lines that nobody in the talk has written.
fn notes(to: &mut String, known: &Known<'_>, address: Option<&'static str>) {
    let before = to.len();
    for fact in read(known).chain(&address) {
        log::add(to, "#", fact, usize::MAX);
    }
    if to.len() > before {
        to.push('\n');
    }
}

/// Adds the end of the talk, and what is to be answered.
fn talk(to: &mut String, conversation: &Conversation<'_>, size: PromptSize) {
    let earlier = conversation.before.len().saturating_sub(size::talk(size));
    for message in conversation.before[earlier..].iter().chain(conversation.burst) {
        let by = if message.author == Author::Other { OTHER } else { OWNER };
        if let Some(text) = text(message) {
            log::add(to, by, &text, size::chars(size));
        }
    }
}

fn shown(hit: &Hit<'_>) -> Recalled {
    let exemplar = hit.exemplar;
    Recalled {
        chat: exemplar.chat,
        question: exemplar.question.joined(),
        answer: exemplar.answer.iter().map(str::to_owned).collect(),
        asked_at: exemplar.asked_at,
        similarity: hit.similarity,
        chosen: false,
    }
}
