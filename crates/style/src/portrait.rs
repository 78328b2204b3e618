//! How the owner writes, to be looked at: a profile with the distributions behind its figures.

use std::collections::HashMap;

use domain::{PeerId, Relation};
use serde::Serialize;

use crate::language::{is_function_word, words};
use crate::profile::{Profile, Profiles};
use crate::recall::RecallIndex;
use crate::rhythm::Rhythm;

/// Below how many characters each kind of length ends; the last has no end.
pub const LENGTHS: [u32; 7] = [4, 8, 16, 32, 64, 128, 256];
/// Below how many seconds each kind of answering time ends; the last has no end.
pub const ANSWER_TIMES: [u32; 6] = [15, 60, 300, 1_800, 7_200, 43_200];
/// The first kind of length holds the octaves up to this one.
const SHORTEST_OCTAVE: i32 = 1;
/// How many emoji and phrases are listed.
const EMOJI: usize = 10;
const PHRASES: usize = 8;
/// A phrase said less often is none; and it has so many words.
const SELDOM: u32 = 3;
const PHRASE_WORDS: std::ops::RangeInclusive<usize> = 2..=5;
/// Phrases are looked for in so many answers at most, spread over all: more would only take time.
const LOOKED_THROUGH: usize = 20_000;

/// To whom the owner writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Addressee {
    /// Anybody.
    Everybody,
    /// People who are this to the owner.
    Relation(Relation),
    /// One chat.
    Chat(PeerId),
}

/// How the owner writes, and what that is drawn by. Counts are those of this level alone, while the
/// profile's figures lean on the wider levels where little was written.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Portrait {
    /// The figures.
    pub profile: Profile,
    /// Texts by their length, kinds as in [`LENGTHS`].
    pub lengths: [u64; LENGTHS.len() + 1],
    /// Messages by hour of the day, in the owner's time zone.
    pub hours: [u64; 24],
    /// Turns by how many messages they have: one, two, three, four, more.
    pub turns: [u64; 5],
    /// The newest answers by how long they took, kinds as in [`ANSWER_TIMES`].
    pub answer_times: [u64; ANSWER_TIMES.len() + 1],
    /// Emoji with how often each was used, the most frequent first.
    pub emoji: Vec<(String, u32)>,
    /// Short sayings with how often each was a message of an answer, the most frequent first.
    pub phrases: Vec<(String, u32)>,
}

impl Portrait {
    /// Of what is written in chats, or with `None` in all.
    pub(crate) fn draw(
        profiles: &Profiles,
        rhythm: &Rhythm,
        recall: &RecallIndex,
        chats: Option<&[PeerId]>,
        relatives: &[PeerId],
    ) -> Self {
        let tally = match chats {
            Some(chats) => profiles.sum(chats.iter().copied()),
            None => profiles.sum(profiles.chats().map(|(chat, _)| chat)),
        };
        let mut hours = [0; 24];
        for (hour, count) in tally.local_hours(rhythm.zone()) {
            hours[hour % 24] += u64::from(count);
        }
        let emoji = tally.emoji.iter().map(|(emoji, count)| (emoji.to_string(), *count));
        Self {
            profile: profiles.profile(chats, relatives, rhythm, recall),
            lengths: tally.chars.values.octaves(SHORTEST_OCTAVE),
            hours,
            turns: tally.turns.map(u64::from),
            answer_times: rhythm.answers_within(chats, &ANSWER_TIMES),
            emoji: most_frequent(emoji, EMOJI),
            phrases: most_frequent(phrases(recall, chats).into_iter(), PHRASES),
        }
    }
}

/// What the owner answered in these chats with a few words, and how often.
fn phrases(recall: &RecallIndex, chats: Option<&[PeerId]>) -> HashMap<String, u32> {
    let meant = || {
        let all = recall.exemplars();
        all.filter(move |exemplar| {
            chats.is_none_or(|chats| chats.binary_search(&exemplar.chat).is_ok())
        })
    };
    let step = (meant().count() / LOOKED_THROUGH).max(1);
    let mut counts = HashMap::new();
    for exemplar in meant().step_by(step) {
        for line in exemplar.answer.iter() {
            let mut words = words(line);
            words.retain(|word| word.chars().all(char::is_alphanumeric));
            // What is only grammar is nobody's saying, and what stands for a link is no word.
            let says_something = words.iter().any(|word| !is_function_word(word));
            if PHRASE_WORDS.contains(&words.len()) && says_something && !line.contains('<') {
                *counts.entry(words.join(" ")).or_default() += 1;
            }
        }
    }
    counts.retain(|_, count| *count >= SELDOM);
    counts
}

fn most_frequent(counts: impl Iterator<Item = (String, u32)>, most: usize) -> Vec<(String, u32)> {
    let mut counts: Vec<(String, u32)> = counts.collect();
    counts.sort_by(|(a, x), (b, y)| y.cmp(x).then_with(|| a.cmp(b)));
    counts.truncate(most);
    counts
}
