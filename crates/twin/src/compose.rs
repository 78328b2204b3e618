//! The way from a conversation to a reply: recall, guard, choice.

use std::collections::BTreeSet;

use domain::{Message, PeerId, Timestamp};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde::{Deserialize, Serialize};
use style::language::words;
use style::{Hit, Learner, Query};

use crate::adapt::adapt;
use crate::burst::Burst;
use crate::guard::bounds::is_left_to_owner;
use crate::guard::{self, Candidate, Place, Rule};

/// From this confidence on, recall mode answers. Below it, in held-out parts of chats, most answers
/// did not fit; above it, most did.
const ANSWER_FROM: f32 = 0.63;
/// Answers this near to the best are as good; one of them is drawn.
const AS_GOOD: f32 = 0.04;
/// How many exemplars are considered, and how many are shown.
const CONSIDERED: usize = 24;
const SHOWN: usize = 5;
/// What an answer to a part of the burst is worth against one to all of it.
const PART: f32 = 0.92;
/// What it adds at most that the owner answered alike at other times.
const CONSENSUS: f32 = 0.25;
/// Whose answers are asked for consensus: those of exemplars this near.
const CONSENSUS_WITHIN: f32 = 0.25;
/// What an answer that was given to another member of a group is worth.
const TO_ANOTHER: f32 = 0.94;
/// What it costs to leave something of the answer out.
const SHORTENED: f32 = 0.03;
/// What every word beyond this many costs: long answers hold what is true only once.
const FREE_WORDS: usize = 7;
const WORD_COST: f32 = 0.012;

/// What is to be answered.
#[derive(Debug, Clone, Copy)]
pub struct Conversation<'a> {
    /// Where.
    pub chat: PeerId,
    /// What was said before, oldest first. The last dozen messages are enough.
    pub before: &'a [Message],
    /// What is to be answered: messages of the other side, oldest first. What nobody answered for
    /// long belongs to `before`.
    pub burst: &'a [Message],
    /// The present moment.
    pub now: Timestamp,
}

impl<'a> Conversation<'a> {
    /// What the other side wants, in their words: the burst, and before it what they asked for earlier, where it
    /// only presses for that ("well?").
    pub fn asked(&self) -> Vec<&'a str> {
        let burst = Burst::of(self.before, self.burst).filter(guard::presses_for_fact);
        let earlier = burst.map(|burst| burst.context_of).unwrap_or_default();
        let before = self.before.iter().filter(|message| earlier.contains(&message.id));
        before.chain(self.burst).filter_map(|message| message.content.text()).collect()
    }

    /// Who is to be answered: in a group whoever said last what is to be answered, else the chat.
    pub fn asker(&self) -> PeerId {
        let last = self.burst.last().filter(|_| !self.chat.is_user());
        last.map_or(self.chat, |message| message.sender)
    }

    fn place(&self) -> Place {
        Place { chat: self.chat, asker: self.asker() }
    }
}

/// What the twin would do.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Composition {
    /// Send these messages.
    Answer {
        /// At least one, in order, none empty.
        bubbles: Vec<String>,
        /// How sure the twin is, 0 to 1.
        confidence: f32,
        /// What it was drawn from, best first.
        recalled: Vec<Recalled>,
    },
    /// Send these messages only if the owner says so: they rest on what only the owner can know.
    AskOwner {
        /// What must be asked about.
        rule: Rule,
        /// What would be sent, none empty; no message where nothing came to mind.
        bubbles: Vec<String>,
        /// How sure the twin is, 0 to 1.
        confidence: f32,
        /// What the model was shown, best first.
        recalled: Vec<Recalled>,
    },
    /// Send nothing.
    Silence {
        /// Why.
        reason: SilenceReason,
        /// What came nearest, best first; may be empty.
        recalled: Vec<Recalled>,
    },
}

/// Why the twin stays silent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum SilenceReason {
    /// There is no burst: the twin never writes first.
    NothingToAnswer,
    /// The owner was never asked anything like it.
    NothingSimilar {
        /// How sure the twin was of the best candidate, 0 to 1.
        best: f32,
    },
    /// A fact is asked for that only the owner knows: a time, a sum, an address, a password, where
    /// the owner is; or money is spoken of.
    NeedsFacts,
    /// There is nothing to read, as in a sticker, or something that cannot be read, as a voice note
    /// or a photo, whatever else is written beside it.
    NoText,
    /// Every fitting answer says something that cannot be vouched for now: dates, sums, names,
    /// links, promises, whereabouts, or words meant for somebody else.
    OnlyRisky {
        /// What is minded in the best of them; `None` where that was not kept.
        #[serde(default)]
        rule: Option<Rule>,
    },
    /// A model wrote nothing that may be sent.
    Refused {
        /// What the guard says of the best of it; `None` if nothing was written at all.
        rule: Option<Rule>,
    },
}

/// A past answer of the owner, for showing. Texts are masked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recalled {
    /// The chat it was given in.
    pub chat: PeerId,
    /// What was asked, its messages on lines of their own.
    pub question: String,
    /// What the owner answered, a text for each message.
    pub answer: Vec<String>,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// How much the question and what came before it are alike, 0 to 1.
    pub similarity: f32,
    /// Whether this is the answer that the twin gives.
    pub chosen: bool,
}

/// A recalled answer and what the twin thinks of it.
struct Considered<'a> {
    hit: Hit<'a>,
    /// How like the burst its question is, less what is lost by answering a part of it.
    similarity: f32,
    /// What candidates are ordered by; 1 and more is certain.
    score: f32,
}

/// Composes a reply in recall mode. The same seed composes the same reply.
pub fn compose(learner: &Learner, conversation: &Conversation<'_>, seed: u64) -> Composition {
    compose_from(learner, conversation, ANSWER_FROM, seed)
}

/// The same with another confidence from which on it answers: to measure what the threshold gives.
pub fn compose_from(
    learner: &Learner,
    conversation: &Conversation<'_>,
    answer_from: f32,
    seed: u64,
) -> Composition {
    let composition = compose_unbound(learner, conversation, answer_from, seed);
    let bounds = &learner.corrections().bounds;
    if bounds.left_to_owner.is_empty() {
        return composition;
    }
    let texts = conversation.burst.iter().filter_map(|message| message.content.text());
    let asked: Vec<String> = texts.map(str::to_owned).collect();
    if is_left_to_owner(bounds, &asked) { left_to_owner(composition) } else { composition }
}

/// What would be answered is asked of the owner, whose topic it is; they are also asked where nothing would be.
fn left_to_owner(composition: Composition) -> Composition {
    let rule = Rule::LeftToOwner;
    match composition {
        Composition::Answer { bubbles, confidence, recalled } => {
            Composition::AskOwner { rule, bubbles, confidence, recalled }
        }
        Composition::Silence { recalled, .. } => {
            Composition::AskOwner { rule, bubbles: Vec::new(), confidence: 0.0, recalled }
        }
        asked @ Composition::AskOwner { .. } => asked,
    }
}

/// The same without a look at what is the owner's to answer.
fn compose_unbound(
    learner: &Learner,
    conversation: &Conversation<'_>,
    answer_from: f32,
    seed: u64,
) -> Composition {
    let silence = |reason, recalled| Composition::Silence { reason, recalled };
    let Some(burst) = Burst::of(conversation.before, conversation.burst) else {
        return silence(SilenceReason::NothingToAnswer, Vec::new());
    };
    if burst.texts.is_empty() || burst.unreadable {
        return silence(SilenceReason::NoText, Vec::new());
    }
    let considered = consider(learner, conversation, &burst);
    let shown = |chosen| recalled(&considered, chosen);
    if guard::needs_facts(&burst) {
        return silence(SilenceReason::NeedsFacts, shown(None));
    }
    let best = considered.first().map_or(0.0, |first| first.score.min(1.0));
    if best < answer_from {
        return silence(SilenceReason::NothingSimilar { best }, shown(None));
    }
    let mut allowed = allowed(learner, conversation, &burst, &considered, answer_from);
    if allowed.is_empty() {
        let rule = minded(learner, conversation, &burst, &considered);
        return silence(SilenceReason::OnlyRisky { rule }, shown(None));
    }
    let drawn = StdRng::seed_from_u64(seed).random_range(0..allowed.len());
    let allowed = allowed.swap_remove(drawn);
    Composition::Answer {
        bubbles: allowed.bubbles,
        confidence: allowed.score.min(1.0),
        recalled: shown(Some(allowed.place)),
    }
}

/// What could be answered, best first.
fn consider<'a>(
    learner: &'a Learner,
    conversation: &Conversation<'_>,
    burst: &Burst,
) -> Vec<Considered<'a>> {
    let context: Vec<&str> = burst.context.iter().map(String::as_str).collect();
    let search = |texts: &[&str]| {
        let query = Query {
            chat: conversation.chat,
            asker: conversation.asker(),
            texts,
            context: &context,
            now: conversation.now,
        };
        learner.recall().search(&query, CONSIDERED)
    };
    let whole: Vec<&str> = burst.texts.iter().map(String::as_str).collect();
    let part = burst.focus().map(|focus| (search(&[focus]), PART));
    let mut all: Vec<Considered<'a>> = Vec::new();
    for (hits, worth) in [(search(&whole), 1.0)].into_iter().chain(part) {
        let consensus = consensus(&hits);
        for (hit, consensus) in hits.into_iter().zip(consensus) {
            let to_another = hit.same_chat && !hit.to_asker;
            let worth = if to_another { worth * TO_ANOTHER } else { worth };
            let similarity = hit.similarity * worth;
            let candidate =
                Considered { similarity, score: similarity * (1.0 + CONSENSUS * consensus), hit };
            let known = all
                .iter_mut()
                .find(|known| std::ptr::eq(known.hit.exemplar, candidate.hit.exemplar));
            match known {
                Some(known) if known.score < candidate.score => *known = candidate,
                Some(_) => {}
                None => all.push(candidate),
            }
        }
    }
    // Stable: equals keep the order of the search.
    all.sort_by(|a, b| b.score.total_cmp(&a.score));
    all
}

/// An answer that the guard allows.
struct Allowed {
    place: usize,
    score: f32,
    bubbles: Vec<String>,
}

/// The answers that may be given and are as good as the best of them.
fn allowed(
    learner: &Learner,
    conversation: &Conversation<'_>,
    burst: &Burst,
    considered: &[Considered<'_>],
    answer_from: f32,
) -> Vec<Allowed> {
    let mut allowed: Vec<Allowed> = Vec::new();
    let mut best = answer_from + AS_GOOD;
    for (place, Considered { hit, score, .. }) in considered.iter().enumerate() {
        // Scores only fall from here on.
        if score + AS_GOOD < best {
            break;
        }
        let answer = cleaned(hit);
        let adapted = adapt(&answer, burst, |bubbles| {
            guard::allows(&Candidate::new(burst, bubbles, conversation.place(), hit, learner))
        });
        let Some(bubbles) = adapted else { continue };
        let length: usize = bubbles.iter().map(|bubble| words(bubble).len()).sum();
        let long = WORD_COST * length.saturating_sub(FREE_WORDS) as f32;
        let shortened = if bubbles == answer { 0.0 } else { SHORTENED };
        let score = score - long - shortened;
        best = best.max(score);
        allowed.push(Allowed { place, score, bubbles });
    }
    allowed.retain(|answer| answer.score + AS_GOOD >= best);
    allowed
}

/// What the guard minds in the best of what could be answered.
fn minded(
    learner: &Learner,
    conversation: &Conversation<'_>,
    burst: &Burst,
    considered: &[Considered<'_>],
) -> Option<Rule> {
    let Considered { hit, .. } = considered.first()?;
    let answer = cleaned(hit);
    guard::objection(&Candidate::new(burst, &answer, conversation.place(), hit, learner))
}

/// The messages of a past answer, without what is not seen.
fn cleaned(hit: &Hit<'_>) -> Vec<String> {
    let bubbles = hit.exemplar.answer.iter().map(guard::clean);
    bubbles.filter(|bubble| !bubble.is_empty()).collect()
}

/// For each hit, how much the owner's answers to nearly the same question are like this one, 0 to
/// 1: what was true only once stands alone.
fn consensus(hits: &[Hit<'_>]) -> Vec<f32> {
    let said: Vec<BTreeSet<String>> =
        hits.iter().map(|hit| hit.exemplar.answer.iter().flat_map(words).collect()).collect();
    let of = |place: usize| {
        let this = &hits[place];
        let mut likeness = this.agreeing as f32 - 1.0;
        let mut voices = likeness;
        for (other, hit) in hits.iter().enumerate() {
            if other == place || (hit.similarity - this.similarity).abs() > CONSENSUS_WITHIN {
                continue;
            }
            let shared = said[place].intersection(&said[other]).count() as f32;
            let all = (said[place].len() + said[other].len()) as f32 - shared;
            likeness += shared / all.max(1.0) * hit.agreeing as f32;
            voices += hit.agreeing as f32;
        }
        if voices > 0.0 { likeness / voices } else { 0.0 }
    };
    (0..hits.len()).map(of).collect()
}

/// The best candidates, the chosen one among them.
fn recalled(considered: &[Considered<'_>], chosen: Option<usize>) -> Vec<Recalled> {
    let mut places: Vec<usize> = (0..considered.len().min(SHOWN)).collect();
    if let Some(chosen) = chosen.filter(|chosen| *chosen >= SHOWN) {
        places.pop();
        places.push(chosen);
    }
    places
        .into_iter()
        .map(|place| {
            let exemplar = considered[place].hit.exemplar;
            Recalled {
                chat: exemplar.chat,
                question: exemplar.question.joined(),
                answer: exemplar.answer.iter().map(str::to_owned).collect(),
                asked_at: exemplar.asked_at,
                similarity: considered[place].similarity,
                chosen: chosen == Some(place),
            }
        })
        .collect()
}
