//! What a model wrote as replies, best first.

use std::collections::HashSet;

use domain::Completion;
use serde::{Deserialize, Serialize};
use style::Learner;
use style::language::words;

use super::layout::lay_out;
use super::looks::Looks;
use super::manner::Manner;
use super::prompt::Request;
use super::strip::strip;
use crate::compose::Conversation;
use crate::rank::Ranker;

/// How much it counts that a text reads like the owner's, in logarithms of odds. Beyond so much
/// likeness a text is a caricature.
const LIKENESS: f32 = 2.0;
const MOST_LIKENESS: f32 = 4.0;
/// How much it counts how well it fits. Beyond so much a text only says again what was asked.
const FIT: f32 = 0.5;
const MOST_FIT: f32 = 4.0;
/// What it costs to be e times as long as the owner's reply that was drawn, and to be of e times as
/// many messages.
const LENGTH: f32 = 1.5;
const MESSAGES: f32 = 1.0;
/// What it costs to look unlike that reply, by a spread of the owner's in everything.
const LOOKS: f32 = 8.0;
/// What it costs to say all of it twice: models that go round in circles do.
const REPEATS: f32 = 8.0;
/// So many characters that came before are said again.
const REPEATED_CHARS: usize = 4;
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
    let looks: Vec<Looks> =
        replies.iter().map(|bubbles| Looks::of(bubbles.iter().map(String::as_str))).collect();
    let usual = manner.shapes.usual();
    let wanted = usual.wanted(&request.aim.looks, &looks);
    let aimed = ln_1p(request.aim.chars());
    let aimed_messages = ln_1p(request.aim.messages.len());
    let asked = conversation.burst.iter().filter_map(|message| message.content.text());
    let asked: Vec<Vec<String>> = asked.map(words).collect();
    let mut drafts: Vec<Draft> = replies
        .into_iter()
        .zip(joined)
        .zip(fits)
        .zip(&looks)
        .map(|(((bubbles, text), fit), looks)| {
            let odds = learner.likeness().map_or(0.0, |model| model.log_odds(&text));
            let copies = |bubble: &String| {
                bubble.chars().count() >= COPY_CHARS && !learner.recall().said(bubble).is_empty()
            };
            let said = words(&text);
            let copied = bubbles.iter().any(copies) || asked.contains(&said);
            let score = LIKENESS * odds.min(MOST_LIKENESS) + FIT * fit.min(MOST_FIT)
                - LENGTH * (ln_1p(text.chars().count()) - aimed).abs()
                - MESSAGES * (ln_1p(bubbles.len()) - aimed_messages).abs()
                - LOOKS * usual.between(looks, &wanted)
                - REPEATS * repeated(&text)
                - if copied { COPY } else { 0.0 };
            Draft { bubbles, score, likeness: 1.0 / (1.0 + (-odds).exp()) }
        })
        .collect();
    drafts.sort_by(|a, b| b.score.total_cmp(&a.score));
    drafts
}

/// The logarithm of one more, so that nothing has one as well.
fn ln_1p(count: usize) -> f32 {
    (count as f32).ln_1p()
}

/// The share of a text that was said before in it.
fn repeated(text: &str) -> f32 {
    let chars: Vec<char> = text.to_lowercase().chars().collect();
    let pieces = chars.windows(REPEATED_CHARS);
    let mut said = HashSet::with_capacity(pieces.len());
    let all = pieces.len().max(1) as f32;
    pieces.filter(|piece| !said.insert(*piece)).count() as f32 / all
}

#[cfg(test)]
mod tests {
    use super::repeated;

    #[test]
    fn going_round_in_circles_is_seen() {
        assert!(repeated("настройки настроек настройки настроек настройки") > 0.5);
        assert!(repeated("4000000000000000") > 0.5);
        for once in ["", "да", "не, в пятницу не смогу, давай в субботу"]
        {
            assert!(repeated(once) < 0.05, "{once}");
        }
    }
}
