//! What a model wrote as replies, best first.

use domain::Completion;
use serde::{Deserialize, Serialize};
use style::Learner;
use style::language::words;

use super::layout::lay_out;
use super::manner::Manner;
use super::prompt::Request;
use super::strip::strip;
use crate::compose::Conversation;
use crate::rank::Ranker;

/// What it costs to be half as long, or twice as long, as the owner would write.
const LENGTH: f32 = 1.5;
/// How much it counts that a text reads like the owner's, and how well it fits. Beyond so much
/// likeness a text is a caricature.
const LIKENESS: f32 = 1.0;
const MOST_LIKENESS: f32 = 3.0;
const FIT: f32 = 0.5;
/// What it costs to be what the owner once wrote, word for word, of so many characters or more, or
/// what was just asked.
const COPY: f32 = 20.0;
const COPY_CHARS: usize = 20;

/// A reply that a model wrote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// Its messages, laid out as the owner would; at least one, none empty.
    pub bubbles: Vec<String>,
    /// What it is ordered by; compares drafts of one request only.
    pub score: f32,
    /// How likely it is that the owner wrote it, by style alone, 0 to 1; one half where that is not
    /// known.
    pub likeness: f32,
}

/// The drafts among a model's answers, best first, each once. Whether they may be sent is not asked
/// here.
pub fn drafts(
    learner: &Learner,
    manner: &Manner,
    conversation: &Conversation<'_>,
    request: &Request,
    completion: &Completion,
) -> Vec<Draft> {
    let mut replies: Vec<Vec<String>> = Vec::new();
    for written in &completion.candidates {
        let bubbles = lay_out(&strip(written, manner.signs), &request.aim);
        if !bubbles.is_empty() && !replies.contains(&bubbles) {
            replies.push(bubbles);
        }
    }
    let joined: Vec<String> = replies.iter().map(|bubbles| bubbles.join("\n")).collect();
    let fits = Ranker::with(learner, manner.fit.clone()).fits(conversation, &joined);
    let aimed = (1.0 + request.aim.chars() as f32).ln();
    let asked = conversation.burst.iter().filter_map(|message| message.content.text());
    let asked: Vec<Vec<String>> = asked.map(words).collect();
    let mut drafts: Vec<Draft> = replies
        .into_iter()
        .zip(joined)
        .zip(fits)
        .map(|((bubbles, text), fit)| {
            let odds = learner.likeness().map_or(0.0, |model| model.log_odds(&text));
            let length = (1.0 + text.chars().count() as f32).ln();
            let copies = |bubble: &String| {
                bubble.chars().count() >= COPY_CHARS && !learner.recall().said(bubble).is_empty()
            };
            let said = words(&text);
            let copied = bubbles.iter().any(copies) || asked.contains(&said);
            let score = LIKENESS * odds.min(MOST_LIKENESS) + FIT * fit
                - LENGTH * (length - aimed).abs()
                - if copied { COPY } else { 0.0 };
            Draft { bubbles, score, likeness: 1.0 / (1.0 + (-odds).exp()) }
        })
        .collect();
    drafts.sort_by(|a, b| b.score.total_cmp(&a.score));
    drafts
}
